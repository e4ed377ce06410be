//! SVG text, element by element.

use std::fmt::Write;

use crate::publish::document::tidy;

/// A picture being drawn; sizes in points, y downwards.
pub(super) struct Svg {
    width: f64,
    height: f64,
    defs: String,
    body: String,
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) anchor: Anchor,
    pub(super) fill: &'static str,
    /// A white rim, for text over a map.
    pub(super) rim: bool,
}

impl Type {
    pub(super) fn of(size: f64) -> Self {
        Self { size, bold: false, anchor: Anchor::Start, fill: "#141414", rim: false }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(super) fn rim(self) -> Self {
        Self { rim: true, ..self }
    }

    pub(super) fn fill(self, fill: &'static str) -> Self {
        Self { fill, ..self }
    }
}

impl Svg {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, defs: String::new(), body: String::new() }
    }

    /// A definition: pattern or clip path.
    pub(super) fn define(&mut self, definition: &str) {
        self.defs.push_str(definition);
    }

    /// Our own markup as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    pub(super) fn path(&mut self, d: &str, look: &str) {
        if !d.is_empty() {
            // Writing into a string cannot fail.
            let _ = write!(self.body, "<path d=\"{d}\" {look}/>");
        }
    }

    pub(super) fn rect(&mut self, [x, y, width, height]: [f64; 4], look: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {look}/>",
            number(x),
            number(y),
            number(width),
            number(height)
        );
    }

    pub(super) fn circle(&mut self, [x, y]: [f64; 2], r: f64, look: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {look}/>",
            number(x),
            number(y),
            number(r)
        );
    }

    pub(super) fn line(&mut self, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], look: &str) {
        self.path(&format!("M{} {}L{} {}", number(x1), number(y1), number(x2), number(y2)), look);
    }

    /// Words; whatever they say, they stay words.
    pub(super) fn text(&mut self, [x, y]: [f64; 2], kind: Type, words: &str) {
        let words = escaped(&tidy(words));
        let anchor = match kind.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if kind.bold { " font-weight=\"700\"" } else { "" };
        let place = format!(
            "x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{weight}",
            number(x),
            number(y),
            number(kind.size)
        );
        if kind.rim {
            // Drawn apart, below, because not every reader of SVG paints the stroke first.
            let _ = write!(
                self.body,
                "<text {place} fill=\"#fff\" stroke=\"#fff\" stroke-width=\"2.2\" stroke-linejoin=\"round\" \
                 aria-hidden=\"true\">{words}</text>"
            );
        }
        let _ = write!(self.body, "<text {place} fill=\"{}\">{words}</text>", kind.fill);
    }

    pub(super) fn finish(self) -> String {
        let (w, h) = (number(self.width), number(self.height));
        let defs = if self.defs.is_empty() { String::new() } else { format!("<defs>{}</defs>", self.defs) };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
             font-family=\"Libertinus Serif, serif\">{defs}{}</svg>",
            self.body
        )
    }
}

/// Two decimals at most: a hundredth of a point is nothing on paper, and the text is the same everywhere.
pub(super) fn number(value: f64) -> String {
    let tidy = (value * 100.0).round() / 100.0;
    // No "-0".
    if tidy == 0.0 { "0".to_owned() } else { tidy.to_string() }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Parallel lines over a box as path data, `step` apart. Drawn lines, clipped to an area, hatch it on every printer; some
/// leave patterns out when they print grey.
pub(super) fn strokes([x, y, width, height]: [f64; 4], degrees: f64, step: f64) -> String {
    let (cx, cy) = (x + width / 2.0, y + height / 2.0);
    let half = libm::hypot(width, height) / 2.0;
    let turn = degrees.to_radians();
    let (along, across) = ([libm::cos(turn), libm::sin(turn)], [-libm::sin(turn), libm::cos(turn)]);
    let lines = (half / step).floor() as i32;
    let mut out = String::new();
    for at in -lines..=lines {
        let off = f64::from(at) * step;
        let (mx, my) = (cx + off * across[0], cy + off * across[1]);
        let end = |sign: f64| {
            format!("{} {}", number(mx + sign * half * along[0]), number(my + sign * half * along[1]))
        };
        // Writing into a string cannot fail.
        let _ = write!(out, "M{}L{}", end(-1.0), end(1.0));
    }
    out
}

/// Diagonal lines to fill an area with, under `name`.
pub(super) fn hatch(name: &str, colour: &str, step: f64, width: f64) -> String {
    format!(
        "<pattern id=\"{name}\" width=\"{s}\" height=\"{s}\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M0 0V{s}\" stroke=\"{colour}\" stroke-width=\"{w}\"/></pattern>",
        s = number(step),
        w = number(width)
    )
}
