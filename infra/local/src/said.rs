//! Lines for whoever runs a command. Where nobody reads them any more, as behind `| head`, the command ends quietly; where
//! they can't be written, it says so. What was stored until then stays stored.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// A line of the output.
pub fn say(line: impl Display) {
    written(&mut std::io::stdout().lock(), &line);
}

/// A line of the errors.
pub fn tell(line: impl Display) {
    written(&mut std::io::stderr().lock(), &line);
}

fn written(out: &mut dyn Write, line: &dyn Display) {
    let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) else { return };
    if error.kind() != ErrorKind::BrokenPipe {
        // Where this can't be written either, there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "atbalss: the output can't be written: {error}");
    }
    std::process::exit(2);
}
