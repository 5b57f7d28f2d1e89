//! The serde mirror of the registry's JSON (API v2): only the fields that we keep, named as the registry names them.
//!
//! `null` means absent everywhere, in lists too; unknown keys are skipped without being read.
//!
//! *Invariant:* nothing here is required and nothing is interpreted: that is `parse`'s work.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// A text as the registry sent it, borrowed from the record where it holds no escapes.
#[derive(Debug, Clone)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A list whose absence, `null` and `null` elements all mean "nothing".
#[derive(Debug, Clone)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_unit<E: de::Error>(self) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<List<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(element) = elements.next_element::<Option<T>>()? {
                    list.extend(element);
                }
                Ok(List(list))
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

/// Declares objects of the registry: texts and values are optional, lists and objects may be empty.
///
/// The derived reader also takes a list for an object, by position; the one around it does not.
macro_rules! registry_objects {
    ($($(#[$meta:meta])* $name:ident {
        $(text: $($text:ident),+;)?
        $(value: $($value:ident: $type:ty),+;)?
        $(list: $($list:ident: $element:ty),+;)?
        $(object: $($object:ident: $inner:ty),+;)?
    })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(rename_all = "camelCase", default, remote = "Self")]
        pub(super) struct $name<'a> {
            $($(#[serde(borrow)] pub(super) $text: Option<Text<'a>>,)+)?
            $($(pub(super) $value: Option<$type>,)+)?
            $($(#[serde(borrow)] pub(super) $list: List<$element>,)+)?
            $($(#[serde(borrow)] pub(super) $object: $inner,)+)?
            #[serde(skip)]
            _registry: PhantomData<&'a ()>,
        }

        impl<'de: 'a, 'a> Deserialize<'de> for $name<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ObjectVisitor<'a>(PhantomData<&'a ()>);
                impl<'de: 'a, 'a> Visitor<'de> for ObjectVisitor<'a> {
                    type Value = $name<'a>;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                        Ok($name::default())
                    }
                    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                        $name::deserialize(MapAccessDeserializer::new(members))
                    }
                }
                deserializer.deserialize_any(ObjectVisitor(PhantomData))
            }
        }
    )+};
}

registry_objects! {
    /// One study as the registry sends it.
    StudyRecord {
        value: has_results: bool;
        object: protocol_section: ProtocolSection<'a>, derived_section: DerivedSection<'a>;
    }
    ProtocolSection {
        object: identification_module: IdentificationModule<'a>,
            status_module: StatusModule<'a>,
            sponsor_collaborators_module: SponsorCollaboratorsModule<'a>,
            description_module: DescriptionModule<'a>,
            conditions_module: ConditionsModule<'a>,
            design_module: DesignModule<'a>,
            arms_interventions_module: ArmsInterventionsModule<'a>,
            outcomes_module: OutcomesModule<'a>,
            eligibility_module: EligibilityModule<'a>,
            contacts_locations_module: ContactsLocationsModule<'a>;
    }
    IdentificationModule {
        text: nct_id, acronym, brief_title, official_title;
        list: nct_id_aliases: Text<'a>, secondary_id_infos: SecondaryIdInfo<'a>;
        object: org_study_id_info: OrgStudyIdInfo<'a>;
    }
    OrgStudyIdInfo { text: id; }
    SecondaryIdInfo { text: id, r#type, domain; }
    StatusModule {
        text: overall_status, status_verified_date, why_stopped;
        object: start_date_struct: DateStruct<'a>,
            primary_completion_date_struct: DateStruct<'a>,
            completion_date_struct: DateStruct<'a>,
            study_first_post_date_struct: DateStruct<'a>,
            last_update_post_date_struct: DateStruct<'a>,
            results_first_post_date_struct: DateStruct<'a>,
            expanded_access_info: ExpandedAccessInfo<'a>;
    }
    DateStruct { text: date, r#type; }
    ExpandedAccessInfo { text: nct_id; }
    SponsorCollaboratorsModule {
        list: collaborators: SponsorInfo<'a>;
        object: lead_sponsor: SponsorInfo<'a>;
    }
    SponsorInfo { text: name, class; }
    DescriptionModule { text: brief_summary, detailed_description; }
    ConditionsModule { list: conditions: Text<'a>, keywords: Text<'a>; }
    DesignModule {
        text: study_type;
        list: phases: Text<'a>;
        object: design_info: DesignInfo<'a>, enrollment_info: EnrollmentInfo<'a>;
    }
    DesignInfo {
        text: primary_purpose, allocation, intervention_model, observational_model, time_perspective;
        object: masking_info: MaskingInfo<'a>;
    }
    MaskingInfo { text: masking; list: who_masked: Text<'a>; }
    EnrollmentInfo { text: r#type; value: count: u64; }
    ArmsInterventionsModule { list: arm_groups: ArmGroup<'a>, interventions: InterventionInfo<'a>; }
    ArmGroup { text: label, r#type, description; }
    InterventionInfo { text: r#type, name, description; list: other_names: Text<'a>; }
    OutcomesModule { list: primary_outcomes: OutcomeInfo<'a>, secondary_outcomes: OutcomeInfo<'a>; }
    OutcomeInfo { text: measure, description, time_frame; }
    EligibilityModule {
        text: eligibility_criteria, sex, minimum_age, maximum_age, study_population;
        value: gender_based: bool, healthy_volunteers: bool;
        list: std_ages: Text<'a>;
    }
    ContactsLocationsModule {
        list: central_contacts: ContactInfo<'a>, overall_officials: OfficialInfo<'a>, locations: Location<'a>;
    }
    ContactInfo { text: name, role, phone, phone_ext, email; }
    OfficialInfo { text: name, affiliation, role; }
    Location {
        text: facility, status, city, state, zip, country;
        list: contacts: ContactInfo<'a>;
        object: geo_point: GeoPointInfo<'a>;
    }
    /// A point of which either half may be missing.
    GeoPointInfo { value: lat: f64, lon: f64; }
    DerivedSection {
        object: condition_browse_module: BrowseModule<'a>, intervention_browse_module: BrowseModule<'a>;
    }
    BrowseModule { list: meshes: MeshInfo<'a>, ancestors: MeshInfo<'a>; }
    MeshInfo { text: id, term; }
}
