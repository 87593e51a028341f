//! The same pages over loopback: as much of HTTP/1.1 as the two clients speak, a thread for each connection.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::canned::Canned;

/// Serves until the process ends; gives the address.
pub fn serve(canned: &Canned) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let canned = canned.clone();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let canned = canned.clone();
            std::thread::spawn(move || speak(&canned, &connection.unwrap()));
        }
    });
    address
}

/// Answers the calls of one connection, until the client closes it.
fn speak(canned: &Canned, connection: &TcpStream) {
    connection.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(connection);
    let mut writer = connection;
    loop {
        let (mut target, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "x-amz-target" => value.trim().clone_into(&mut target),
                "content-length" => length = value.trim().parse().unwrap(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let answer = canned.answer(&target, &body);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        if writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(&answer)).is_err() {
            return;
        }
    }
}
