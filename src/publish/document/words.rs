//! Text made fit to print, whatever a file said.

/// Text without what would turn it round, hide in it or break a line: control characters, direction marks and
/// other characters without a shape are dropped, every kind of white space is one space.
#[must_use]
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !shapeless(c) {
            out.push(c);
        }
    }
    out
}

/// Direction marks, joiners, variation selectors, tags and private characters.
fn shapeless(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0x1_BCA0..=0x1_BCA3 | 0x1_D173..=0x1_D17A | 0xE_0000..=0xE_0FFF
        | 0xF_0000..=0x10_FFFF)
}

/// At most `most` characters; a cut is shown by an ellipsis.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// Text with every character the embedded fonts do not hold shown as `?`; a run of them as one.
#[must_use]
pub fn printable(text: &str, held: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut missing = false;
    for c in text.chars() {
        let here = c.is_ascii() || held(c);
        if here {
            out.push(c);
        } else if !missing {
            out.push('?');
        }
        missing = !here;
    }
    out
}

/// Longest piece without a space that is printed whole, characters.
const LONGEST_WORD: usize = 22;

/// A line may end here, and nothing is seen.
pub(super) const MAY_BREAK: char = '\u{200B}';

/// Words too long for a column get places where a line may end.
pub(super) fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        run = if c == ' ' { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            out.push(MAY_BREAK);
            run = 1;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_text_round_is_dropped() {
        assert_eq!(tidy("a\u{202E}b\u{0}c\nd\t\te\u{FEFF}"), "abc d e");
        assert_eq!(tidy("Café  Müller 'ok'"), "Café Müller 'ok'");
    }

    #[test]
    fn characters_no_font_holds_are_one_question_mark() {
        assert_eq!(printable("a😀😀b", |c| c == 'é'), "a?b");
        assert_eq!(printable("é", |c| c == 'é'), "é");
    }

    #[test]
    fn a_cut_is_shown() {
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
    }

    #[test]
    fn a_long_word_may_be_broken_and_a_short_one_may_not() {
        assert_eq!(breakable("short words only"), "short words only");
        assert!(breakable(&"x".repeat(80)).contains(MAY_BREAK));
    }
}
