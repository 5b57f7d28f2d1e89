//! From the registry's record to a trial, module by module.

use super::{
    defects::{Path, WarningKind},
    fields::{FieldReader, each, without_duplicates, without_repeated_terms},
    record::{
        ArmsInterventionsModule, BrowseModule, ConditionsModule, ContactInfo,
        ContactsLocationsModule, DescriptionModule, DesignModule, EligibilityModule,
        EnrollmentInfo, GeoPointInfo, IdentificationModule, List, Location, MeshInfo, OutcomeInfo,
        OutcomesModule, SponsorCollaboratorsModule, SponsorInfo, StatusModule, StudyRecord,
    },
};
use crate::trial::{
    Arm, Contact, Criteria, Design, Eligibility, Enrollment, GeoPoint, Intervention, MeshTerm,
    MeshTerms, NctId, Official, Outcome, SecondaryId, Site, Sponsor, Trial,
};

/// Returns everything of `record` that we keep, under the id that was read from it.
pub(super) fn build_trial(
    nct_id: NctId,
    record: StudyRecord<'_>,
    fields: &mut FieldReader<'_>,
) -> Trial {
    let mut trial = Trial::new(nct_id);
    let protocol = record.protocol_section;
    let derived = record.derived_section;
    read_identification(&mut trial, protocol.identification_module, fields);
    read_status(&mut trial, protocol.status_module, fields);
    read_sponsors(&mut trial, protocol.sponsor_collaborators_module, fields);
    read_description(&mut trial, protocol.description_module, fields);
    read_conditions(&mut trial, protocol.conditions_module, fields);
    read_design(&mut trial, protocol.design_module, fields);
    read_arms(&mut trial, protocol.arms_interventions_module, fields);
    read_outcomes(&mut trial, protocol.outcomes_module, fields);
    read_contacts(&mut trial, protocol.contacts_locations_module, fields);
    trial.eligibility = eligibility(protocol.eligibility_module, fields);
    let browse = Path::Root("derivedSection");
    trial.condition_mesh = mesh(
        browse.key("conditionBrowseModule"),
        derived.condition_browse_module,
        fields,
    );
    trial.intervention_mesh = mesh(
        browse.key("interventionBrowseModule"),
        derived.intervention_browse_module,
        fields,
    );
    // Records that do not say have results when these were posted.
    trial.has_results = record
        .has_results
        .unwrap_or(trial.results_first_posted.is_some());
    trial
}

fn read_identification(
    trial: &mut Trial,
    module: IdentificationModule<'_>,
    fields: &mut FieldReader<'_>,
) {
    let at = Path::Root("protocolSection.identificationModule");
    let own_id = trial.nct_id.to_string();
    let aliases = each(
        at.key("nctIdAliases"),
        module.nct_id_aliases,
        |at, alias| {
            let alias = fields.reference(at, Some(alias))?;
            (alias != own_id).then_some(alias)
        },
    );
    trial.nct_id_aliases = without_duplicates(aliases);
    trial.org_study_id = fields.line(at.key("orgStudyIdInfo.id"), module.org_study_id_info.id);
    let ids = (at.key("secondaryIdInfos"), module.secondary_id_infos);
    trial.secondary_ids = each(ids.0, ids.1, |at, info| {
        Some(SecondaryId {
            id: fields.line(at.key("id"), info.id)?,
            kind: fields.line(at.key("type"), info.r#type),
            issuer: fields.line(at.key("domain"), info.domain),
        })
    });
    trial.acronym = fields.line(at.key("acronym"), module.acronym);
    trial.brief_title = fields.line(at.key("briefTitle"), module.brief_title);
    trial.official_title = fields.line(at.key("officialTitle"), module.official_title);
}

fn read_status(trial: &mut Trial, module: StatusModule<'_>, fields: &mut FieldReader<'_>) {
    let at = Path::Root("protocolSection.statusModule");
    trial.status = fields.code(at.key("overallStatus"), module.overall_status);
    trial.why_stopped = fields.line(at.key("whyStopped"), module.why_stopped);
    trial.status_verified = fields.date(at.key("statusVerifiedDate"), module.status_verified_date);
    trial.start_date = fields.study_date(at.key("startDateStruct"), module.start_date_struct);
    trial.primary_completion_date = fields.study_date(
        at.key("primaryCompletionDateStruct"),
        module.primary_completion_date_struct,
    );
    trial.completion_date = fields.study_date(
        at.key("completionDateStruct"),
        module.completion_date_struct,
    );
    trial.first_posted = fields.date(
        at.key("studyFirstPostDateStruct.date"),
        module.study_first_post_date_struct.date,
    );
    trial.last_update_posted = fields.date(
        at.key("lastUpdatePostDateStruct.date"),
        module.last_update_post_date_struct.date,
    );
    trial.results_first_posted = fields.date(
        at.key("resultsFirstPostDateStruct.date"),
        module.results_first_post_date_struct.date,
    );
    trial.expanded_access_id = fields.reference(
        at.key("expandedAccessInfo.nctId"),
        module.expanded_access_info.nct_id,
    );
}

fn read_sponsors(
    trial: &mut Trial,
    module: SponsorCollaboratorsModule<'_>,
    fields: &mut FieldReader<'_>,
) {
    let at = Path::Root("protocolSection.sponsorCollaboratorsModule");
    trial.sponsor = sponsor(at.key("leadSponsor"), module.lead_sponsor, fields);
    let list = at.key("collaborators");
    trial.collaborators = each(list, module.collaborators, |at, info| {
        sponsor(at, info, fields)
    });
}

fn sponsor(at: Path<'_>, info: SponsorInfo<'_>, fields: &mut FieldReader<'_>) -> Option<Sponsor> {
    let class = fields.code(at.key("class"), info.class);
    let name = fields.line(at.key("name"), info.name);
    Some(Sponsor {
        name: fields.required_name(at, name, class.is_some())?,
        class,
    })
}

fn read_description(
    trial: &mut Trial,
    module: DescriptionModule<'_>,
    fields: &mut FieldReader<'_>,
) {
    let at = Path::Root("protocolSection.descriptionModule");
    trial.brief_summary = fields.markdown(at.key("briefSummary"), module.brief_summary);
    trial.detailed_description =
        fields.markdown(at.key("detailedDescription"), module.detailed_description);
}

fn read_conditions(trial: &mut Trial, module: ConditionsModule<'_>, fields: &mut FieldReader<'_>) {
    let at = Path::Root("protocolSection.conditionsModule");
    trial.conditions = fields.distinct_lines(at.key("conditions"), module.conditions);
    trial.keywords = fields.distinct_lines(at.key("keywords"), module.keywords);
}

fn read_design(trial: &mut Trial, module: DesignModule<'_>, fields: &mut FieldReader<'_>) {
    let at = Path::Root("protocolSection.designModule");
    trial.study_type = fields.code(at.key("studyType"), module.study_type);
    trial.phases = fields.codes(at.key("phases"), module.phases);
    trial.enrollment = enrollment(at.key("enrollmentInfo"), module.enrollment_info, fields);
    let info = module.design_info;
    let at = at.key("designInfo");
    trial.design = Design {
        primary_purpose: fields.code(at.key("primaryPurpose"), info.primary_purpose),
        allocation: fields.code(at.key("allocation"), info.allocation),
        intervention_model: fields.code(at.key("interventionModel"), info.intervention_model),
        observational_model: fields.code(at.key("observationalModel"), info.observational_model),
        time_perspective: fields.line(at.key("timePerspective"), info.time_perspective),
        masking: fields.code(at.key("maskingInfo.masking"), info.masking_info.masking),
        who_masked: fields.lines(
            at.key("maskingInfo.whoMasked"),
            info.masking_info.who_masked,
        ),
    };
}

fn enrollment(
    at: Path<'_>,
    info: EnrollmentInfo<'_>,
    fields: &mut FieldReader<'_>,
) -> Option<Enrollment> {
    let is_actual = fields.is_actual(at.key("type"), info.r#type);
    if info.count.is_none() && is_actual.is_none() {
        return None;
    }
    let stated = info
        .count
        .filter(|count| *count != Enrollment::UNKNOWN_COUNT);
    let count = stated.and_then(|count| u32::try_from(count).ok());
    if let (Some(stated), None) = (stated, count) {
        let message = || "more people than there are; left out".to_owned();
        fields.warn(
            WarningKind::BadCount,
            at.key("count"),
            &stated.to_string(),
            message,
        );
    }
    Some(Enrollment { count, is_actual })
}

fn read_arms(trial: &mut Trial, module: ArmsInterventionsModule<'_>, fields: &mut FieldReader<'_>) {
    let at = Path::Root("protocolSection.armsInterventionsModule");
    trial.arms = each(at.key("armGroups"), module.arm_groups, |at, group| {
        let arm = Arm {
            label: fields.line(at.key("label"), group.label),
            kind: fields.code(at.key("type"), group.r#type),
            description: fields.markdown(at.key("description"), group.description),
        };
        let says_anything = arm.label.is_some() || arm.kind.is_some() || arm.description.is_some();
        says_anything.then_some(arm)
    });
    trial.interventions = each(at.key("interventions"), module.interventions, |at, info| {
        let kind = fields.code(at.key("type"), info.r#type);
        let name = fields.line(at.key("name"), info.name);
        let description = fields.markdown(at.key("description"), info.description);
        let other_names = fields.distinct_lines(at.key("otherNames"), info.other_names);
        let has_more = kind.is_some() || description.is_some() || !other_names.is_empty();
        Some(Intervention {
            kind,
            name: fields.required_name(at, name, has_more)?,
            description,
            other_names,
        })
    });
}

fn read_outcomes(trial: &mut Trial, module: OutcomesModule<'_>, fields: &mut FieldReader<'_>) {
    let at = Path::Root("protocolSection.outcomesModule");
    trial.primary_outcomes = outcomes(at.key("primaryOutcomes"), module.primary_outcomes, fields);
    trial.secondary_outcomes = outcomes(
        at.key("secondaryOutcomes"),
        module.secondary_outcomes,
        fields,
    );
}

fn outcomes(
    list: Path<'_>,
    infos: List<OutcomeInfo<'_>>,
    fields: &mut FieldReader<'_>,
) -> Vec<Outcome> {
    each(list, infos, |at, info| {
        let measure = fields.line(at.key("measure"), info.measure);
        let description = fields.markdown(at.key("description"), info.description);
        let time_frame = fields.line(at.key("timeFrame"), info.time_frame);
        let has_more = description.is_some() || time_frame.is_some();
        Some(Outcome {
            measure: fields.required_name(at, measure, has_more)?,
            description,
            time_frame,
        })
    })
}

fn eligibility(module: EligibilityModule<'_>, fields: &mut FieldReader<'_>) -> Eligibility {
    let at = Path::Root("protocolSection.eligibilityModule");
    let criteria = fields.text(at.key("eligibilityCriteria"), module.eligibility_criteria);
    Eligibility {
        criteria: criteria
            .map(|text| Criteria::split(&text))
            .unwrap_or_default(),
        minimum_age: fields.age(at.key("minimumAge"), module.minimum_age),
        maximum_age: fields.age(at.key("maximumAge"), module.maximum_age),
        sex: fields.code(at.key("sex"), module.sex),
        gender_based: module.gender_based,
        age_groups: fields.codes(at.key("stdAges"), module.std_ages),
        healthy_volunteers: module.healthy_volunteers,
        study_population: fields.markdown(at.key("studyPopulation"), module.study_population),
    }
}

fn read_contacts(
    trial: &mut Trial,
    module: ContactsLocationsModule<'_>,
    fields: &mut FieldReader<'_>,
) {
    let at = Path::Root("protocolSection.contactsLocationsModule");
    trial.central_contacts = contacts(at.key("centralContacts"), module.central_contacts, fields);
    trial.officials = each(
        at.key("overallOfficials"),
        module.overall_officials,
        |at, info| {
            let name = fields.line(at.key("name"), info.name);
            let affiliation = fields.line(at.key("affiliation"), info.affiliation);
            let role = fields.code(at.key("role"), info.role);
            Some(Official {
                name: fields.required_name(at, name, affiliation.is_some())?,
                affiliation,
                role,
            })
        },
    );
    trial.sites = each(at.key("locations"), module.locations, |at, location| {
        site(at, location, fields)
    });
    // A study may have thousands of sites.
    trial.sites.shrink_to_fit();
}

fn site(at: Path<'_>, location: Location<'_>, fields: &mut FieldReader<'_>) -> Option<Site> {
    let site = Site {
        facility: fields.line(at.key("facility"), location.facility),
        status: fields.code(at.key("status"), location.status),
        city: fields.line(at.key("city"), location.city),
        state: fields.line(at.key("state"), location.state),
        zip: fields.line(at.key("zip"), location.zip),
        country: fields.country(at.key("country"), location.country),
        point: point(at.key("geoPoint"), location.geo_point, fields),
        contacts: contacts(at.key("contacts"), location.contacts, fields),
    };
    // A status alone says nothing of a place.
    let is_somewhere = site.facility.is_some()
        || site.city.is_some()
        || site.state.is_some()
        || site.zip.is_some()
        || site.country.is_some()
        || site.point.is_some()
        || !site.contacts.is_empty();
    is_somewhere.then_some(site)
}

fn point(at: Path<'_>, info: GeoPointInfo<'_>, fields: &mut FieldReader<'_>) -> Option<GeoPoint> {
    if info.lat.is_none() && info.lon.is_none() {
        return None;
    }
    let point = info
        .lat
        .zip(info.lon)
        .and_then(|(lat, lon)| GeoPoint::new(lat, lon));
    if point.is_none() {
        let shown =
            |degrees: Option<f64>| degrees.map_or("?".to_owned(), |degrees| degrees.to_string());
        let value = format!("{}, {}", shown(info.lat), shown(info.lon));
        fields.warn(WarningKind::BadPoint, at, &value, || {
            "not a point on Earth; left out".to_owned()
        });
    }
    point
}

fn contacts(
    list: Path<'_>,
    infos: List<ContactInfo<'_>>,
    fields: &mut FieldReader<'_>,
) -> Vec<Contact> {
    each(list, infos, |at, info| {
        let contact = Contact {
            name: fields.line(at.key("name"), info.name),
            role: fields.code(at.key("role"), info.role),
            phone: fields.line(at.key("phone"), info.phone),
            phone_ext: fields.line(at.key("phoneExt"), info.phone_ext),
            email: fields.line(at.key("email"), info.email),
        };
        // A role alone is nobody.
        let is_someone =
            contact.name.is_some() || contact.phone.is_some() || contact.email.is_some();
        is_someone.then_some(contact)
    })
}

fn mesh(at: Path<'_>, module: BrowseModule<'_>, fields: &mut FieldReader<'_>) -> MeshTerms {
    MeshTerms {
        terms: mesh_terms(at.key("meshes"), module.meshes, fields),
        ancestors: mesh_terms(at.key("ancestors"), module.ancestors, fields),
    }
}

fn mesh_terms(
    list: Path<'_>,
    infos: List<MeshInfo<'_>>,
    fields: &mut FieldReader<'_>,
) -> Vec<MeshTerm> {
    without_repeated_terms(each(list, infos, |at, info| {
        let id = fields.line(at.key("id"), info.id);
        let term = fields.line(at.key("term"), info.term);
        let term = fields.required_name(at, term, id.is_some())?;
        Some(MeshTerm { id, term })
    }))
}
