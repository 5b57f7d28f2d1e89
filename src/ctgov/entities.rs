//! Character references of HTML (`&lt;`, `&#8805;`, `&amp;lt;`) in texts that some export escaped once too often.
//!
//! Only references that end in a semicolon and that we know are read, so that `AT&T` and `R&D;` stay; what comes out is text and no markup.

/// The names of characters that stand in texts of medicine, without regard to case unless case tells two letters apart (`Delta`, `delta`).
/// Most are those of HTML 4; `gte` and `lte` are none, but records have them.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("ge", '≥'),
    ("gte", '≥'),
    ("geq", '≥'),
    ("le", '≤'),
    ("lte", '≤'),
    ("leq", '≤'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("plusmn", '±'),
    ("minus", '−'),
    ("times", '×'),
    ("divide", '÷'),
    ("deg", '°'),
    ("micro", 'µ'),
    ("permil", '‰'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("infin", '∞'),
    ("rarr", '→'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("reg", '®'),
    ("copy", '©'),
    ("trade", '™'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("sect", '§'),
    ("para", '¶'),
    ("dagger", '†'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("Gamma", 'Γ'),
    ("delta", 'δ'),
    ("Delta", 'Δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Omega", 'Ω'),
    ("szlig", 'ß'),
    ("oelig", 'œ'),
    ("aelig", 'æ'),
];

/// Letters with a mark: the letter, the name of its mark, the combining character.
const MARKS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
    ("ring", '\u{30a}'),
    ("cedil", '\u{327}'),
    ("caron", '\u{30c}'),
    ("slash", '\u{338}'),
];

/// The longest name or number that is looked for, in bytes.
const LONGEST: usize = 10;

/// Reads the references of a text, also where they were escaped twice (`&amp;ge;`); `None` where there are none.
pub(super) fn read_entities(text: &str) -> Option<String> {
    let once = read_once(text)?;
    Some(read_once(&once).unwrap_or(once))
}

fn read_once(text: &str) -> Option<String> {
    let mut plain: Option<String> = None;
    // Up to where `text` is in `plain`, and where the search goes on.
    let (mut done, mut at) = (0, 0);
    while let Some(ampersand) = text[at..].find('&').map(|offset| at + offset) {
        let body = ampersand + 1;
        at = body;
        let head = &text.as_bytes()[body..text.len().min(body + LONGEST + 1)];
        let Some(length) = head.iter().position(|byte| *byte == b';') else {
            continue;
        };
        if let Some(c) = character(&text[body..body + length]) {
            let plain = plain.get_or_insert_with(|| String::with_capacity(text.len()));
            plain.push_str(&text[done..ampersand]);
            plain.push(c);
            done = body + length + 1;
            at = done;
        }
    }
    plain.map(|plain| plain + &text[done..])
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    let exact = NAMED.iter().find(|(known, _)| *known == name);
    let in_any_case = || {
        NAMED
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    exact
        .or_else(in_any_case)
        .map(|(_, c)| *c)
        .or_else(|| marked_letter(name))
}

/// Reads `eacute`, `Uuml` and the like.
fn marked_letter(name: &str) -> Option<char> {
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let mark = MARKS.iter().find(|(mark, _)| *mark == &name[1..])?.1;
    match (letter, mark) {
        ('o', '\u{338}') => Some('ø'),
        ('O', '\u{338}') => Some('Ø'),
        _ => unicode_normalization::char::compose(letter, mark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_other_ampersands_stay() {
        for (text, read) in [
            ("age &lt; 18 &amp; BMI &gt; 30", "age < 18 & BMI > 30"),
            ("&ge; 18, &le;75, &gte;3, &lte;4", "≥ 18, ≤75, ≥3, ≤4"),
            ("&#8805; 18 &#x3b2; &#X3B1;", "≥ 18 β α"),
            ("&quot;x&quot; &Amp; patient&#39;s", "\"x\" & patient's"),
            ("&amp;lt; 5 and &amp;ge; 6", "< 5 and ≥ 6"),
            (
                "Charit&eacute; W&uuml;rzburg K&oslash;benhavn",
                "Charité Würzburg København",
            ),
            (
                "TGF-&beta;1 &Delta;F508 &delta; 5&nbsp;&micro;g",
                "TGF-β1 ΔF508 δ 5 µg",
            ),
            ("&lt;b&gt;not markup&lt;/b&gt;", "<b>not markup</b>"),
        ] {
            assert_eq!(read_entities(text).as_deref(), Some(read), "{text}");
        }
        for text in [
            "AT&T; R&D",
            "Q&A;",
            "a & b; c",
            "&;",
            "&#;",
            "&#0;",
            "&#xd800;",
            "&nosuchname;",
            "x&lt y",
            "乳腺癌 & 肺癌;",
            "tail &",
            "&é;",
        ] {
            assert_eq!(read_entities(text), None, "{text}");
        }
    }
}
