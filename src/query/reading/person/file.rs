//! The layout of `index_config/cues/person.toml`; the file itself explains each key.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) version: u32,
    pub(super) groups: BTreeMap<String, GroupBounds>,
    #[serde(default)]
    pub(super) en: Language,
    #[serde(default)]
    pub(super) es: Language,
    #[serde(default)]
    pub(super) de: Language,
    #[serde(default)]
    pub(super) fr: Language,
    #[serde(default)]
    pub(super) zh: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupBounds {
    pub(super) from: f64,
    pub(super) to: Option<f64>,
}

pub(super) type Words = Vec<String>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Language {
    pub(super) numbers: BTreeMap<String, u32>,
    pub(super) tens: BTreeMap<String, u32>,
    pub(super) tens_join: Words,
    pub(super) ones_first: bool,
    pub(super) half: Words,
    pub(super) years: Words,
    pub(super) months: Words,
    pub(super) weeks: Words,
    pub(super) days: Words,
    pub(super) old: Words,
    pub(super) years_old: Words,
    pub(super) years_glued: Words,
    pub(super) months_old: Words,
    pub(super) years_old_female: Words,
    pub(super) years_old_male: Words,
    pub(super) years_alone: bool,
    pub(super) age_before: Words,
    pub(super) self_before: Words,
    pub(super) is_before: Words,
    pub(super) has_before: Words,
    pub(super) of_before: Words,
    pub(super) past_before: Words,
    pub(super) other_before: Words,
    pub(super) older_before: Words,
    pub(super) younger_before: Words,
    pub(super) over_before: Words,
    pub(super) under_before: Words,
    pub(super) between_before: Words,
    pub(super) measures: Words,
    pub(super) things: Words,
    pub(super) span_join: Words,
    pub(super) and_join: Words,
    pub(super) older_after: Words,
    pub(super) younger_after: Words,
    pub(super) past_after: Words,
    pub(super) other_after: Words,
    pub(super) lapse_after: Words,
    pub(super) goes_on: Words,
    pub(super) decades: BTreeMap<String, u32>,
    pub(super) decades_alone: BTreeMap<String, u32>,
    pub(super) decade_before: Words,
    pub(super) decade_of: Words,
    pub(super) decade_mark: Words,
    pub(super) groups: BTreeMap<String, Words>,
    pub(super) elder_before: Words,
    pub(super) no_group_before: Words,
    pub(super) once_before: Words,
    pub(super) female_one: Words,
    pub(super) female_many: Words,
    pub(super) female_kin: Words,
    pub(super) female_kin_last: Words,
    pub(super) female_pronoun: Words,
    pub(super) female_title: Words,
    pub(super) female_letter: Words,
    pub(super) male_one: Words,
    pub(super) male_many: Words,
    pub(super) male_kin: Words,
    pub(super) male_kin_last: Words,
    pub(super) male_pronoun: Words,
    pub(super) male_title: Words,
    pub(super) male_letter: Words,
    pub(super) people: Words,
    pub(super) neither_sex: Words,
    pub(super) in_names: Words,
    pub(super) my: Words,
    pub(super) theirs: Words,
    pub(super) for_before: Words,
    pub(super) self_is: Words,
    pub(super) self_has: Words,
    pub(super) subject_after: Words,
    pub(super) family_verbs: Words,
    pub(super) helper_verbs: Words,
    pub(super) and_me: Words,
    pub(super) family_after: Words,
    pub(super) family_around: Words,
    pub(super) no_before: Words,
    pub(super) unsure_before: Words,
    pub(super) carers: Words,
    pub(super) places: Words,
    pub(super) nothing: Words,
    pub(super) pregnant: Words,
    pub(super) pregnancy: Words,
    pub(super) not_pregnant: Words,
    pub(super) healthy: Words,
    pub(super) volunteers: Words,
    pub(super) healthy_first: bool,
    pub(super) healthy_phrases: Words,
    pub(super) not_healthy: Words,
    pub(super) stays_healthy: Words,
    pub(super) volunteering: Words,
}
