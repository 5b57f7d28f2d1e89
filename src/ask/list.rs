//! Lists in one parameter: `RECRUITING,AVAILABLE`, and `"Washington, D.C.",Boston` where a value holds a comma.

/// Splits a comma-separated list; a value in double quotes may hold commas, and `""` inside it is one quote.
/// Empty values are dropped, blanks around values too.
///
/// ```
/// use trialseek::ask::list;
/// assert_eq!(list::split(r#"Boston, "Washington, D.C.""#), ["Boston", "Washington, D.C."]);
/// ```
pub fn split(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = String::new();
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.trim().is_empty() => {
                value.clear();
                quoted = true;
            }
            ',' if !quoted => push(&mut values, &mut value),
            _ => value.push(c),
        }
    }
    push(&mut values, &mut value);
    values
}

fn push(values: &mut Vec<String>, value: &mut String) {
    let trimmed = value.trim();
    if !trimmed.is_empty() {
        values.push(trimmed.to_owned());
    }
    value.clear();
}

/// Writes values so that [`split`] reads them back.
pub fn join<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let quote = |value: S| {
        let value = value.as_ref();
        if value.contains([',', '"']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        }
    };
    values.into_iter().map(quote).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_split_at_commas_outside_quotes() {
        for (text, values) in [
            ("", vec![]),
            (" , ,", vec![]),
            ("a", vec!["a"]),
            ("a, b ,c", vec!["a", "b", "c"]),
            (r#""AML, Adult",x"#, vec!["AML, Adult", "x"]),
            (r#""say ""hi""""#, vec![r#"say "hi""#]),
            (r#"5" pipe"#, vec![r#"5" pipe"#]),
            (r#""open, end"#, vec!["open, end"]),
        ] {
            assert_eq!(split(text), values, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn print_and_parse_agree(values in prop::collection::vec("[\\PC&&[^ ]][\\PC]{0,12}[\\PC&&[^ ]]", 0..6)) {
            let values: Vec<String> = values.iter().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
            prop_assert_eq!(split(&join(&values)), values);
        }
    }
}
