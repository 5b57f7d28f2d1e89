//! What CLDR knows of a language, through ICU4X: its plural forms, and how it writes numbers and dates. The only place that asks ICU.

use icu_calendar::Gregorian;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{Y, YM, YMD},
    input::Date,
};
use icu_decimal::{
    DecimalFormatter,
    input::Decimal,
    options::{DecimalFormatterOptions, GroupingStrategy},
};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

/// The plural forms of CLDR, as they are spelled in a file.
const CATEGORIES: [(PluralCategory, &str); 6] = [
    (PluralCategory::Zero, "zero"),
    (PluralCategory::One, "one"),
    (PluralCategory::Two, "two"),
    (PluralCategory::Few, "few"),
    (PluralCategory::Many, "many"),
    (PluralCategory::Other, "other"),
];

/// The rules of one language.
#[derive(Debug)]
pub(super) struct Grammar {
    plurals: PluralRules,
    numbers: DecimalFormatter,
    /// What stands between groups of digits, where it is not what CLDR says.
    group_separator: Option<String>,
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    year: FixedCalendarDateTimeFormatter<Gregorian, Y>,
}

impl Grammar {
    /// Returns the rules of a locale such as `en-GB`, or nothing where that is no locale.
    pub fn of(
        locale: &str,
        group_separator: Option<&str>,
        groups_four_digits: bool,
    ) -> Option<Self> {
        let locale: Locale = locale.parse().ok()?;
        let mut numbers = DecimalFormatterOptions::default();
        numbers.grouping_strategy = Some(match groups_four_digits {
            true => GroupingStrategy::Auto,
            false => GroupingStrategy::Min2,
        });
        Some(Grammar {
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok()?,
            numbers: DecimalFormatter::try_new((&locale).into(), numbers).ok()?,
            group_separator: group_separator.map(str::to_owned),
            day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok()?,
            month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::long()).ok()?,
            year: FixedCalendarDateTimeFormatter::try_new((&locale).into(), Y::long()).ok()?,
        })
    }

    /// Returns the plural forms that the language has.
    pub fn categories(&self) -> Vec<&'static str> {
        self.plurals.categories().map(spelling).collect()
    }

    /// Returns the plural form that `n` takes.
    pub fn category(&self, n: u64) -> &'static str {
        spelling(self.plurals.category_for(n))
    }

    /// Returns `n` in the digits of the language, grouped as it groups them.
    pub fn number(&self, n: u64) -> String {
        let written = self.numbers.format_to_string(&Decimal::from(n));
        match &self.group_separator {
            Some(separator) => written
                .split(|c: char| !c.is_numeric())
                .collect::<Vec<_>>()
                .join(separator),
            None => written,
        }
    }

    /// Writes a date as precisely as it is known. `month` is 1 to 12.
    pub fn date(&self, year: i16, month: Option<i8>, day: Option<i8>) -> String {
        let number = |number: Option<i8>| number.and_then(|number| u8::try_from(number).ok());
        let (known_month, known_day) = (number(month), number(day));
        let first = (known_month.unwrap_or(1), known_day.unwrap_or(1));
        let Ok(date) = Date::try_new_gregorian(year.into(), first.0, first.1) else {
            return year.to_string();
        };
        match (known_month, known_day) {
            (Some(_), Some(_)) => self.day.format(&date).to_string(),
            (Some(_), None) => self.month.format(&date).to_string(),
            _ => self.year.format(&date).to_string(),
        }
    }
}

fn spelling(category: PluralCategory) -> &'static str {
    let mut known = CATEGORIES.iter();
    known
        .find(|(known, _)| *known == category)
        .map_or("other", |(_, spelling)| spelling)
}
