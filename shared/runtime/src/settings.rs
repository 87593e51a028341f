//! Settings from the environment. Every missing or bad one is named at once, so that a deployment is mended in one go.

use std::str::FromStr;

/// What a `main` stops with where a setting is not there after [`Settings::finish`]. Nobody sees it, since `finish` has
/// named the setting by then; but nothing goes on with a made-up value either.
pub const MISSING: &str = "a setting is missing";

/// All settings that are missing or wrong.
#[derive(Debug, thiserror::Error)]
#[error("settings of the environment: {}", .0.join("; "))]
pub struct SettingsError(Vec<String>);

/// Reads settings and remembers what is wrong with them.
///
/// ```
/// use runtime::settings::Settings;
/// let mut settings = Settings::new(|name| (name == "RATE").then(|| "many".to_owned()));
/// let rate = settings.optional::<u32>("RATE");
/// let table = settings.required::<String>("TABLE");
/// let error = settings.finish().unwrap_err().to_string();
/// assert!(error.contains("RATE") && error.contains("TABLE"));
/// # let _ = (rate, table);
/// ```
pub struct Settings<F> {
    read: F,
    wrong: Vec<String>,
}

impl Settings<fn(&str) -> Option<String>> {
    /// Reads the process's own environment.
    pub fn from_env() -> Self {
        Self::new(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }
}

impl<F: Fn(&str) -> Option<String>> Settings<F> {
    /// Reads from anything that knows settings by name.
    pub fn new(read: F) -> Self {
        Self { read, wrong: Vec::new() }
    }

    /// A setting that may be missing.
    pub fn optional<T: FromStr>(&mut self, name: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let value = (self.read)(name)?;
        value.parse().map_err(|why: T::Err| self.wrong.push(format!("{name}: {why}"))).ok()
    }

    /// A setting that must be there.
    pub fn required<T: FromStr>(&mut self, name: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        if (self.read)(name).is_none() {
            self.wrong.push(format!("{name} is missing"));
        }
        self.optional(name)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn finish(self) -> Result<(), SettingsError> {
        if self.wrong.is_empty() { Ok(()) } else { Err(SettingsError(self.wrong)) }
    }
}
