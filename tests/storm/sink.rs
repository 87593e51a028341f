//! Postfix's own test server, several of them: one that takes everything, one that is busy, one that refuses recipients, one
//! that hangs up without a word when it has the whole mail. All keep what they got in one folder, a file a mail.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A mail that arrived.
pub struct Arrived {
    pub to: String,
    /// The dispatch that its Message-ID names.
    pub dispatch: String,
}

pub struct Sinks {
    folder: TempDir,
    servers: Vec<(Child, String)>,
}

/// What the files of mails that count begin with.
const KEPT: &str = "mail";

/// What each server does with a mail, as smtp-sink spells it, and whether what it keeps of one may have been accepted: it
/// keeps a mail before it refuses it.
const MANNERS: [(&[&str], bool); 4] = [
    (&[], true),
    (&["-r", "."], false),
    (&["-f", "RCPT", "-B", "550 5.1.1 no such user"], false),
    (&["-q", "."], true),
];
/// Which of them a worker gets, one after the other: the good one most of the time.
const TURNS: [usize; 10] = [0, 0, 1, 0, 0, 2, 0, 0, 3, 0];

impl Sinks {
    pub fn start(smtp_sink: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let servers = MANNERS.iter().enumerate().map(|(number, (manners, counts))| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let address = format!("127.0.0.1:{port}");
            let mut command = Command::new(smtp_sink);
            // The servers draw the rest of the names alike, so each has a beginning of its own.
            let files = format!("{}/{}{number}.", folder.path().display(), if *counts { KEPT } else { "refused" });
            // It insists on a user where it is started by root.
            command.args(["-u", "root", "-d", &files]).args(*manners);
            let server = command.args([&address, "200"]).stderr(Stdio::inherit()).spawn().expect("smtp-sink starts");
            let patience = Instant::now() + Duration::from_secs(20);
            while std::net::TcpStream::connect(&address).is_err() {
                assert!(Instant::now() < patience, "smtp-sink does not listen");
                std::thread::sleep(Duration::from_millis(20));
            }
            (server, format!("smtp://{address}"))
        });
        let servers = servers.collect();
        Self { folder, servers }
    }

    /// A server for the nth worker.
    pub fn of(&self, nth: usize) -> String {
        self.servers[TURNS[nth % TURNS.len()]].1.clone()
    }

    /// Everything that arrived.
    pub fn mails(&self) -> Vec<Arrived> {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder");
        let kept = files.map(|file| file.unwrap()).filter(|file| file.file_name().to_string_lossy().starts_with(KEPT));
        kept.map(|file| read(&std::fs::read_to_string(file.path()).expect("a mail"))).collect()
    }
}

fn read(mail: &str) -> Arrived {
    let value = |name: &str| {
        let line =
            mail.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {mail}"));
        let (_, rest) = line.split_once('<').expect("angle brackets");
        rest.split_once('>').expect("angle brackets").0.to_owned()
    };
    let id = value("Message-ID: ");
    Arrived { to: value("X-Rcpt-Args: "), dispatch: id.split('.').next().unwrap_or_default().to_owned() }
}

impl Drop for Sinks {
    fn drop(&mut self) {
        for (server, _) in &mut self.servers {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
