//! Numbers, sizes and times as an operator reads them, in English.

use std::time::Duration;

use jiff::Timestamp;

/// Returns `n` with its digits in groups of three: `571,204`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a count with its noun: `1 trial`, `1,200 trials`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// Returns a duration: `0.4 s`, `41 s`, `2 min 3 s`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        _ if seconds < 119.5 => format!("{seconds:.0} s"),
        _ => format!(
            "{} min {} s",
            seconds.round() as u64 / 60,
            seconds.round() as u64 % 60
        ),
    }
}

/// Returns a size: `812 bytes`, `44 KB`, `1.9 GB`.
pub fn size(bytes: u64) -> String {
    let mut amount = bytes as f64;
    let mut unit = "bytes";
    for larger in ["KB", "MB", "GB", "TB"] {
        if amount < 999.5 {
            break;
        }
        amount /= 1_000.0;
        unit = larger;
    }
    let has_decimal = amount < 9.95 && unit != "bytes";
    if has_decimal {
        format!("{amount:.1} {unit}")
    } else {
        format!("{amount:.0} {unit}")
    }
}

/// Returns how long ago something was: `just now`, `3 hours ago`, `12 days ago`.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(then).as_secs() / 60;
    let in_units =
        |amount: i64, one: &str, many: &str| format!("{} ago", counted(amount as u64, one, many));
    match minutes {
        ..2 => "just now".to_owned(),
        2..120 => in_units(minutes, "minute", "minutes"),
        120..2_880 => in_units(minutes / 60, "hour", "hours"),
        _ => in_units(minutes / 1_440, "day", "days"),
    }
}

/// Returns the share of `part` in `whole` in percent; 0 of nothing.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 * 100.0 / whole as f64
    }
}

/// Returns a percentage with as many decimals as it takes to tell it from zero: `9 %`, `0.12 %`.
pub fn percent_text(percent: f64) -> String {
    match percent {
        _ if percent == 0.0 || percent >= 9.95 => format!("{percent:.0} %"),
        _ if percent >= 0.995 => format!("{percent:.1} %"),
        _ => format!("{percent:.2} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_sentence() {
        assert_eq!(
            [0, 999, 1_000, 571_204].map(grouped),
            ["0", "999", "1,000", "571,204"]
        );
        assert_eq!(counted(1, "trial", "trials"), "1 trial");
        assert_eq!(
            [812, 44_100, 1_940_000_000, 210_000_000].map(size),
            ["812 bytes", "44 KB", "1.9 GB", "210 MB"]
        );
        assert_eq!(
            [0.04, 9.99, 41.2, 119.6, 3_723.0].map(|s| duration(Duration::from_secs_f64(s))),
            ["0.0 s", "10 s", "41 s", "2 min 0 s", "62 min 3 s"]
        );
        assert_eq!(
            [0.0, 0.1234, 1.25, 9.04, 12.6].map(percent_text),
            ["0 %", "0.12 %", "1.2 %", "9.0 %", "13 %"]
        );
    }

    #[test]
    fn ages_are_told_in_the_unit_that_matters() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for (then, text) in [
            ("2026-11-23T11:59:00Z", "just now"),
            ("2026-11-23T11:30:00Z", "30 minutes ago"),
            ("2026-11-23T02:00:00Z", "10 hours ago"),
            ("2026-11-11T02:00:00Z", "12 days ago"),
            ("2026-11-24T02:00:00Z", "just now"),
        ] {
            assert_eq!(ago(then.parse().unwrap(), now), text);
        }
    }
}
