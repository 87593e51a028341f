//! A colour and how well it can be read: relative luminance and contrast as WCAG 2.2 defines them for sRGB.

use std::fmt;
use std::str::FromStr;

use crate::input::Refusal;

/// A colour of sRGB.
///
/// ```
/// use domain::brand::Color;
/// let green: Color = "#0b6e4f".parse().unwrap();
/// assert_eq!(green.on(), "#fff");
/// assert_eq!(format!("{:.2}", green.contrast(Color::WHITE)), "6.25");
/// assert_eq!("#fff".parse::<Color>().unwrap_err().code, "invalid_color");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color([u8; 3]);

impl Color {
    /// White, the ground of a page.
    pub const WHITE: Self = Self([255; 3]);
    /// The ground of a page for readers who want it dark.
    pub const DARK: Self = Self([0x1b, 0x1f, 0x25]);
    /// How readable text has to be (WCAG 2.2, success criterion 1.4.3).
    const TEXT: f64 = 4.5;

    /// The contrast ratio with another colour, from 1 to 21: (L₁ + 0.05)/(L₂ + 0.05), the lighter above
    /// (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// 0.2126·R + 0.7152·G + 0.0722·B of the linear channels (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The colour of text on it: white where that has a contrast of 4.5:1, else black, which then has more.
    pub fn on(self) -> &'static str {
        if self.contrast(Self::WHITE) >= Self::TEXT { "#fff" } else { "#000" }
    }

    /// The same hue for a dark page: as it is, or mixed with as much white as a contrast of 4.5:1 with that page takes.
    #[must_use]
    pub fn for_dark(self) -> Self {
        self.towards(Self::WHITE, |mixed| mixed.contrast(Self::DARK) >= Self::TEXT)
    }

    /// The same hue as it is, or with as much black as this contrast with white takes.
    #[must_use]
    pub(super) fn darkened(self, contrast: f64) -> Self {
        self.towards(Self([0; 3]), |mixed| mixed.contrast(Self::WHITE) >= contrast)
    }

    /// The first of the mixtures on the way to `end` that will do; the end itself always does.
    fn towards(self, end: Self, will_do: impl Fn(Self) -> bool) -> Self {
        let mixed = |part: u16| {
            let mix = |at: usize| {
                let (own, other) = (u16::from(self.0[at]), u16::from(end.0[at]));
                // Between two channels, so in a byte.
                u8::try_from((own * (255 - part) + other * part + 127) / 255).unwrap_or(u8::MAX)
            };
            Self([mix(0), mix(1), mix(2)])
        };
        (0..=255).map(mixed).find(|color| will_do(*color)).unwrap_or(end)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Color {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .map(u32::to_be_bytes)
            .ok_or_else(|| Refusal::new("invalid_color", "expected # and six hex digits, such as #0b6e4f"))?;
        Ok(Self([red, green, blue]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn color(text: &str) -> Color {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        // Known pairs: black on white is 21, #767676 is the lightest grey with 4.5, #949494 the lightest with 3.
        assert!((color("#000000").contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::WHITE.contrast(Color::WHITE) - 1.0).abs() < 1e-9);
        for (grey, least) in [("#767676", 4.5), ("#949494", 3.0)] {
            assert!(color(grey).contrast(Color::WHITE) >= least);
        }
        for (grey, least) in [("#777777", 4.5), ("#959595", 3.0)] {
            assert!(color(grey).contrast(Color::WHITE) < least);
        }
        assert_eq!(format!("{:.2}", color("#ff0000").contrast(Color::WHITE)), "4.00");
    }

    #[test]
    fn a_colour_is_six_hex_digits_of_either_case() {
        assert_eq!(color("#AbCdEf").to_string(), "#abcdef");
        for bad in ["", "#", "red", "#fff", "abcdef", "#abcdeg", "#abcdef0", "#+bcdef", "#āāā", "rgb(1,2,3)"] {
            assert_eq!(bad.parse::<Color>().unwrap_err().code, "invalid_color", "{bad}");
        }
    }

    #[test]
    fn what_is_readable_already_stays() {
        assert_eq!(color("#0b6e4f").darkened(3.0), color("#0b6e4f"));
        assert_eq!(color("#ffcc00").for_dark(), color("#ffcc00"));
        assert_eq!(color("#ffffff").darkened(3.0), color("#949494"));
    }

    proptest! {
        #[test]
        fn text_on_any_colour_can_be_read(channels in any::<[u8; 3]>()) {
            let color = Color(channels);
            let on = if color.on() == "#fff" { Color::WHITE } else { Color([0; 3]) };
            prop_assert!(color.contrast(on) >= 4.5);
        }

        #[test]
        fn a_shade_for_the_dark_can_be_read_there_and_so_can_text_on_it(channels in any::<[u8; 3]>()) {
            let shade = Color(channels).for_dark();
            prop_assert!(shade.contrast(Color::DARK) >= 4.5);
            let on = if shade.on() == "#fff" { Color::WHITE } else { Color([0; 3]) };
            prop_assert!(shade.contrast(on) >= 4.5);
        }

        #[test]
        fn the_shade_that_is_offered_passes_and_is_no_darker_than_it_must_be(channels in any::<[u8; 3]>()) {
            let color = Color(channels);
            let shade = color.darkened(3.0);
            prop_assert!(shade.contrast(Color::WHITE) >= 3.0);
            prop_assert!(shade.contrast(Color::WHITE) < 3.1 || shade == color, "{color} {shade}");
        }

        #[test]
        fn a_colour_reads_back(channels in any::<[u8; 3]>()) {
            prop_assert_eq!(Color(channels).to_string().parse::<Color>().unwrap(), Color(channels));
        }
    }
}
