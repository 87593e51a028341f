//! Where a request came from. The gateway tells it, or else the connection itself; a header could say anything, so none is
//! looked at.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use lambda_http::request::RequestContext;

/// The address that a request came from; none where neither a gateway nor a connection tells it. It is personal data: it is
/// hashed before it is kept, and never logged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SourceAddress(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for SourceAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let extensions = &parts.extensions;
        let address = match extensions.get::<RequestContext>() {
            // Behind a gateway the connection is the gateway's own, so nothing else is asked where it does not tell.
            Some(RequestContext::ApiGatewayV2(context)) => {
                context.http.source_ip.as_deref().and_then(|ip| ip.parse().ok())
            }
            _ => extensions.get().map(|ConnectInfo(address): &ConnectInfo<SocketAddr>| address.ip()),
        };
        Ok(Self(address))
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;
    use serde_json::json;

    use super::*;

    const FORWARDED: [(&str, &str); 5] = [
        ("x-forwarded-for", "198.51.100.66"),
        ("forwarded", "for=198.51.100.66"),
        ("x-real-ip", "198.51.100.66"),
        ("cf-connecting-ip", "198.51.100.66"),
        ("true-client-ip", "198.51.100.66"),
    ];

    async fn source<B>(request: http::Request<B>) -> Option<String> {
        let mut parts = request.into_parts().0;
        let Ok(SourceAddress(address)) = SourceAddress::from_request_parts(&mut parts, &()).await;
        address.map(|address| address.to_string())
    }

    /// A request as Lambda hands it over, with every header that proxies write an address into.
    fn through_a_gateway(source_ip: &str) -> lambda_http::Request {
        let headers: serde_json::Map<_, _> =
            FORWARDED.map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect();
        let event = json!({
            "version": "2.0",
            "routeKey": "POST /v1/responses",
            "rawPath": "/v1/responses",
            "rawQueryString": "",
            "headers": headers,
            "requestContext": {
                "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "timeEpoch": 0,
                "http": {"method": "POST", "path": "/v1/responses", "protocol": "HTTP/1.1", "sourceIp": source_ip},
            },
            "isBase64Encoded": false,
        });
        lambda_http::request::from_str(&event.to_string()).unwrap()
    }

    fn over_a_connection(peer: Option<&str>) -> Request {
        let mut request = http::Request::builder();
        for (name, value) in FORWARDED {
            request = request.header(name, value);
        }
        if let Some(peer) = peer {
            request = request.extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        }
        request.body(axum::body::Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn the_gateway_tells_the_address_and_no_forwarded_header_changes_it() {
        assert_eq!(source(through_a_gateway("203.0.113.9")).await.as_deref(), Some("203.0.113.9"));
        assert_eq!(source(through_a_gateway("2001:db8::7")).await.as_deref(), Some("2001:db8::7"));
    }

    #[tokio::test]
    async fn a_gateway_that_tells_no_address_leaves_none() {
        let mut request = through_a_gateway("unknown");
        assert_eq!(source(through_a_gateway("unknown")).await, None);
        request.extensions_mut().insert(ConnectInfo("127.0.0.1:4000".parse::<SocketAddr>().unwrap()));
        assert_eq!(source(request).await, None);
    }

    #[tokio::test]
    async fn without_a_gateway_the_connection_tells_it_and_no_forwarded_header_changes_it() {
        assert_eq!(source(over_a_connection(Some("192.0.2.4:61000"))).await.as_deref(), Some("192.0.2.4"));
        assert_eq!(source(over_a_connection(Some("[::1]:61000"))).await.as_deref(), Some("::1"));
        assert_eq!(source(over_a_connection(None)).await, None);
    }
}
