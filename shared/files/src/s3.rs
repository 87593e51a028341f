//! A bucket of S3. `rusty-s3` spells and signs the requests; the HTTP client of the AWS SDK carries them, with its timeouts
//! and its way of trying again. A file that fits into one part is put by one request, a larger one part by part.

mod wire;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws::{SdkConfig, Service};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use bytes::{Bytes, BytesMut};
use domain::export::{Export, File};
use domain::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};
use rusty_s3::actions::{CompleteMultipartUploadResponse, CreateMultipartUpload};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

use crate::{Doing, Draft, Files, FilesError, Link};
use wire::{Answer, Wire};

/// How much is sent at once: S3 takes 5 MiB at least, of all parts but the last, and 10,000 of them. So a file has 80 GB.
const PART: usize = 8 * 1024 * 1024;
/// How long a request of our own holds; a clock may be some minutes off.
const SIGNED: Duration = Duration::from_mins(10);

/// A bucket of S3.
#[derive(Clone, Debug)]
pub struct S3 {
    bucket: Arc<Bucket>,
    credentials: SharedCredentialsProvider,
    wire: Wire,
}

/// Credentials of the moment, and when they end.
struct Signer {
    credentials: Credentials,
    until: Option<SystemTime>,
}

fn cant(why: &str) -> FilesError {
    FilesError::Bucket(why.to_owned())
}

impl S3 {
    /// The bucket of this name, for the function of Lambda that this is.
    ///
    /// # Errors
    /// Where there is no region, no role, or no bucket could have this name.
    pub fn of_function(bucket: String) -> Result<Self, FilesError> {
        let config = aws::of_function(Service::S3);
        Self::of(&config, bucket, config.endpoint_url())
    }

    /// The bucket of this name, from a machine of one's own, with the settings that the AWS SDK finds there.
    ///
    /// # Errors
    /// As [`S3::of_function`].
    pub async fn of_machine(bucket: String) -> Result<Self, FilesError> {
        let config = aws::of_machine().await;
        // An endpoint of one's own, such as an emulator's, has no names of buckets in its own name.
        let own = std::env::var("AWS_ENDPOINT_URL_S3").ok().or_else(|| config.endpoint_url().map(str::to_owned));
        Self::of(&config, bucket, own.as_deref())
    }

    /// The bucket of this name; where it is not at AWS, at this endpoint.
    ///
    /// # Errors
    /// As [`S3::of_function`].
    pub fn of(config: &SdkConfig, bucket: String, endpoint: Option<&str>) -> Result<Self, FilesError> {
        let region = config.region().ok_or_else(|| cant("AWS_REGION is missing"))?.to_string();
        let china = if region.starts_with("cn-") { ".cn" } else { "" };
        let (endpoint, style) = match endpoint {
            Some(endpoint) => (endpoint.to_owned(), UrlStyle::Path),
            None => (format!("https://s3.{region}.amazonaws.com{china}"), UrlStyle::VirtualHost),
        };
        let endpoint = endpoint.parse().map_err(|_| cant("the endpoint is no URL"))?;
        let bucket = Bucket::new(endpoint, style, bucket, region).map_err(|error| cant(&error.to_string()))?;
        let credentials = config.credentials_provider().ok_or_else(|| cant("there are no credentials"))?;
        let http = config.http_client().ok_or_else(|| cant("there is no HTTP client"))?;
        let wire = Wire::new(http, bucket.base_url().as_str());
        Ok(Self { bucket: Arc::new(bucket), credentials, wire })
    }

    async fn signer(&self) -> Result<Signer, FilesError> {
        let own = self.credentials.provide_credentials().await.map_err(|_| cant("there are no credentials"))?;
        let token = own.session_token().unwrap_or_default();
        let credentials = Credentials::new_with_token(own.access_key_id(), own.secret_access_key(), token);
        Ok(Signer { credentials, until: own.expiry() })
    }

    /// Signs a request and sends it. `headers` are those that it was signed with.
    async fn send<'a>(
        &self,
        action: impl S3Action<'a>,
        headers: &[(&'static str, &'static str)],
        body: Bytes,
    ) -> Result<Answer, FilesError> {
        self.wire.send(method(&action), action.sign(SIGNED), headers, body).await
    }

    async fn put(&self, file: File, body: Bytes) -> Result<(), FilesError> {
        let (signer, name, media) = (self.signer().await?, file.name(), file.format.media_type());
        let mut action = self.bucket.put_object(Some(&signer.credentials), &name);
        action.headers_mut().insert("content-type", media);
        self.send(action, &[("content-type", media)], body).await.map(drop)
    }

    async fn create(&self, file: File) -> Result<Upload, FilesError> {
        let (signer, name, media) = (self.signer().await?, file.name(), file.format.media_type());
        let mut action = self.bucket.create_multipart_upload(Some(&signer.credentials), &name);
        action.headers_mut().insert("content-type", media);
        let answer = self.send(action, &[("content-type", media)], Bytes::new()).await?;
        let created =
            CreateMultipartUpload::parse_response(&answer.body).map_err(|_| cant("an answer of another kind"))?;
        Ok(Upload { id: created.upload_id().to_owned(), tags: Vec::new() })
    }

    async fn put_part(&self, file: File, upload: &mut Upload, body: Bytes) -> Result<(), FilesError> {
        let number = u16::try_from(upload.tags.len() + 1).map_err(|_| cant("too many parts"))?;
        let (signer, name) = (self.signer().await?, file.name());
        let action = self.bucket.upload_part(Some(&signer.credentials), &name, number, &upload.id);
        let answer = self.send(action, &[], body).await?;
        upload.tags.push(answer.tag.ok_or_else(|| cant("a part without a tag"))?);
        Ok(())
    }

    async fn complete(&self, file: File, upload: &Upload) -> Result<(), FilesError> {
        let (signer, name) = (self.signer().await?, file.name());
        let tags = upload.tags.iter().map(String::as_str);
        let action = self.bucket.complete_multipart_upload(Some(&signer.credentials), &name, &upload.id, tags.clone());
        let url = action.sign(SIGNED);
        let answer = self.wire.send("POST", url, &[], action.body().into()).await?;
        // S3 says 200 before it knows, and the rest in the body.
        let whole = CompleteMultipartUploadResponse::parse(&answer.body);
        whole.map(drop).map_err(|_| cant("the parts were not put together"))
    }

    async fn abort(&self, file: File, upload: &Upload) -> Result<(), FilesError> {
        let (signer, name) = (self.signer().await?, file.name());
        let action = self.bucket.abort_multipart_upload(Some(&signer.credentials), &name, &upload.id);
        self.send(action, &[], Bytes::new()).await.map(drop)
    }
}

const fn method<'a, A: S3Action<'a>>(_: &A) -> &'static str {
    A::METHOD.to_str()
}

impl Files for S3 {
    fn begin(&self, file: File) -> Doing<'_, Box<dyn Draft>> {
        Box::pin(async move {
            let draft: Box<dyn Draft> =
                Box::new(S3Draft { s3: self.clone(), file, waiting: BytesMut::new(), upload: None });
            Ok(draft)
        })
    }

    fn link<'a>(&'a self, _: &'a WorkspaceId, export: &'a Export, now: Timestamp) -> Doing<'a, Link> {
        Box::pin(async move {
            let (signer, until) = (self.signer().await?, export.link_until(now));
            // A URL opens nothing once the credentials that signed it have ended.
            let end = signer.until.and_then(|until| Timestamp::try_from(until).ok());
            let until = end.map_or(until, |end| end.min(until));
            let holds = until.duration_since(now).max(SignedDuration::from_secs(1)).unsigned_abs();
            let (name, disposition) = (export.file().name(), export.disposition());
            let mut action = self.bucket.get_object(Some(&signer.credentials), &name);
            action.query_mut().insert("response-content-disposition", disposition);
            action.query_mut().insert("response-cache-control", "no-store");
            let url = action.sign_with_time(holds, &now);
            Ok(Link { url: url.into(), until })
        })
    }

    fn delete(&self, file: File) -> Doing<'_, ()> {
        Box::pin(async move {
            let (signer, name) = (self.signer().await?, file.name());
            let action = self.bucket.delete_object(Some(&signer.credentials), &name);
            self.send(action, &[], Bytes::new()).await.map(drop)
        })
    }
}

/// An upload by parts.
struct Upload {
    id: String,
    /// What S3 called each part, in their order.
    tags: Vec<String>,
}

struct S3Draft {
    s3: S3,
    file: File,
    /// What makes no whole part yet.
    waiting: BytesMut,
    upload: Option<Upload>,
}

impl Draft for S3Draft {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        Box::pin(async move {
            self.waiting.extend_from_slice(bytes);
            while self.waiting.len() >= PART {
                let part = self.waiting.split_to(PART).freeze();
                let upload = match &mut self.upload {
                    Some(upload) => upload,
                    none => none.insert(self.s3.create(self.file).await?),
                };
                self.s3.put_part(self.file, upload, part).await?;
            }
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            let rest = self.waiting.split().freeze();
            let Some(upload) = &mut self.upload else { return self.s3.put(self.file, rest).await };
            if !rest.is_empty() {
                self.s3.put_part(self.file, upload, rest).await?;
            }
            let whole = self.s3.complete(self.file, upload).await;
            if whole.is_err() {
                // What stays of it costs money until the bucket's own rule removes it.
                let _ = self.s3.abort(self.file, upload).await;
            }
            whole
        })
    }

    fn discard(self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            match &self.upload {
                Some(upload) => self.s3.abort(self.file, upload).await,
                None => Ok(()),
            }
        })
    }
}
