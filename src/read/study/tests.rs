//! What is read of a trial, case by case, in words of every language.

use proptest::prelude::*;

use super::{StudyCues, read_study};
use crate::read::{Reading, Value, tokens::tokenize};

fn read(text: &str, cues: &StudyCues) -> Vec<Reading> {
    // What stands in braces belongs to the name of a condition.
    let plain = text.replace(['{', '}'], " ");
    let tokens = tokenize(&plain);
    let taken: Vec<bool> = tokens
        .iter()
        .map(|token| {
            let before = &text[..token.span.start];
            before.matches('{').count() > before.matches('}').count()
        })
        .collect();
    read_study(&tokens, &taken, cues)
}

/// Writes a reading in short, with `?` if it is not sure.
fn write(reading: &Reading) -> String {
    let text = match &reading.value {
        Value::Status(values) | Value::Phase(values) | Value::StudyType(values) => values.join("/"),
        Value::HasResults => "results".to_owned(),
        Value::PostedWithin { days } => format!("{days} days"),
        other => format!("{other:?}"),
    };
    let mark = if reading.is_sure { "" } else { "?" };
    format!("{text}{mark}")
}

fn check(cases: &[(&str, &str)]) {
    let cues = crate::read::Cues::compiled_in().study;
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let found: Vec<String> = read(text, &cues).iter().map(write).collect();
        let found = found.join(" ");
        if found != *expected {
            wrong.push(format!("{text:?}: read {found:?}, expected {expected:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn status() {
    check(&[
        ("recruiting lupus trials", "RECRUITING"),
        ("lupus currently enrolling", "RECRUITING"),
        ("open trials {psoriasis}", "RECRUITING"),
        ("open {psoriasis} trials", "RECRUITING"),
        ("trials for {psoriasis} that are open", "RECRUITING"),
        ("{psoriasis} studies still open", "RECRUITING"),
        ("now enrolling asthma", "RECRUITING"),
        ("accepting patients", "RECRUITING"),
        ("studies looking for patients", "RECRUITING"),
        ("looking for volunteers", "RECRUITING?"),
        ("I am looking for trials", ""),
        ("not yet recruiting", "NOT_YET_RECRUITING"),
        ("trials starting soon", "NOT_YET_RECRUITING"),
        ("upcoming {lupus} trials", "NOT_YET_RECRUITING"),
        ("upcoming surgery", ""),
        ("enrolling by invitation", "ENROLLING_BY_INVITATION"),
        ("active not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("not recruiting", ""),
        ("no longer recruiting", ""),
        ("completed trials", "COMPLETED"),
        ("completed phase 3 {lung cancer} trials", "COMPLETED PHASE3"),
        ("trials completed", "COMPLETED"),
        ("finished studies", "COMPLETED"),
        ("I completed {chemotherapy}", ""),
        ("I completed {chemotherapy} trials near me", ""),
        ("completed treatment", ""),
        ("terminated trials", "TERMINATED"),
        ("withdrawn studies", "WITHDRAWN"),
        ("suspended trials", "SUSPENDED"),
        ("open wound", ""),
        ("open label", ""),
        ("open label {lupus} trials", ""),
        ("open heart surgery", ""),
        ("open fracture trials", ""),
        ("open to anything", ""),
        ("{psoriasis} trials boston open", "RECRUITING?"),
        ("active trials", "RECRUITING?"),
        ("{recruiting disease}", ""),
        ("open {studies in Sheffield}", "RECRUITING"),
        ("open {heart surgery} trials", ""),
        ("only show me ones that are open right now", "RECRUITING"),
        ("ones that are open, {ovarian cancer}", "RECRUITING"),
        (
            "a recruiting or not yet recruiting study",
            "RECRUITING/NOT_YET_RECRUITING",
        ),
        ("recruiting, completed trials", "RECRUITING/COMPLETED"),
        ("finished, completed trials", "COMPLETED"),
        ("completed or terminated trials", "COMPLETED/TERMINATED"),
        ("I completed and finished chemo", ""),
        ("recruiting. completed trials", "RECRUITING COMPLETED"),
        (
            "expanded access program open for {neuroblastoma}",
            "EXPANDED_ACCESS RECRUITING",
        ),
        (
            "completed with posted results: {obesity}",
            "COMPLETED results",
        ),
        ("ensayos abiertos", "RECRUITING"),
        ("ensayos clínicos reclutando", "RECRUITING"),
        ("en reclutamiento cáncer", "RECRUITING"),
        ("ensayos que no reclutan", ""),
        ("ensayos finalizados", "COMPLETED"),
        ("cirugía a corazón abierto", ""),
        ("aún no recluta", "NOT_YET_RECRUITING"),
        ("offene Studien", "RECRUITING"),
        ("rekrutierende Studien", "RECRUITING"),
        ("noch nicht rekrutierend", "NOT_YET_RECRUITING"),
        ("nicht rekrutierend", ""),
        ("abgeschlossene Studien", "COMPLETED"),
        ("Behandlung abgeschlossen", ""),
        ("offene Wunde", ""),
        ("essais en cours de recrutement", "RECRUITING"),
        ("étude qui recrute", "RECRUITING"),
        ("essais ouverts", "RECRUITING"),
        ("essais terminés", "COMPLETED"),
        ("ne recrute plus", ""),
        ("招募中 乳腺癌", "RECRUITING"),
        ("正在招募的乳腺癌试验", "RECRUITING"),
        ("乳腺癌招募", "RECRUITING"),
        ("尚未招募", "NOT_YET_RECRUITING"),
        ("停止招募", ""),
        ("已完成的临床试验", "COMPLETED"),
        ("已完成化疗", ""),
        ("试验已终止", "TERMINATED"),
    ]);
}

#[test]
fn phases() {
    check(&[
        ("phase 2 asthma", "PHASE2"),
        ("phase II", "PHASE2"),
        ("phase iii", "PHASE3"),
        ("Phase IV trials", "PHASE4"),
        ("phase 1/2", "PHASE1/PHASE2"),
        ("phase I/II", "PHASE1/PHASE2"),
        ("phase 1 or 2", "PHASE1/PHASE2"),
        ("phases 2 and 3", "PHASE2/PHASE3"),
        ("phase 2 or phase 3", "PHASE2/PHASE3"),
        ("phase 1 to 3", "PHASE1/PHASE2/PHASE3"),
        ("phase 1b/2a", "PHASE1/PHASE2"),
        ("phase IIb", "PHASE2"),
        ("phase2b", "PHASE2"),
        ("ph 3", "PHASE3"),
        ("pH 3", ""),
        ("early phase 1", "EARLY_PHASE1"),
        ("phase 0", "EARLY_PHASE1"),
        ("phase three", "PHASE3"),
        ("phase 5", ""),
        ("phase 2, 3 sites", "PHASE2"),
        ("chronic phase", ""),
        ("chronic phase 2", ""),
        ("phase of illness", ""),
        ("breast cancer phase 2", "PHASE2"),
        ("blast phase", ""),
        ("luteal phase", ""),
        ("Phase-3-Studie", "PHASE3"),
        ("Phase drei", "PHASE3"),
        ("fase 3", "PHASE3"),
        ("ensayos fase III", "PHASE3"),
        ("ensayos en fase 3", "PHASE3"),
        ("cáncer en fase 4", "PHASE4?"),
        ("fase crónica", ""),
        ("phase deux", "PHASE2"),
        ("essai de phase 2", "PHASE2"),
        ("III期肺癌", ""),
        ("III期肺癌临床试验", ""),
        ("III期临床", "PHASE3"),
        ("Ⅲ期临床试验", "PHASE3"),
        ("3期临床 肺癌", "PHASE3"),
        ("二期临床试验", "PHASE2"),
        ("临床试验二期", "PHASE2"),
        ("I/II期临床", "PHASE1/PHASE2"),
        ("一期臨床試驗", "PHASE1"),
        ("晚期肺癌", ""),
        ("recruiting phase 3 psoriasis", "RECRUITING PHASE3"),
        ("stage 3", ""),
        ("phase 2 trial open", "PHASE2 RECRUITING"),
    ]);
}

#[test]
fn study_types_results_and_newness() {
    check(&[
        ("observational asthma", "OBSERVATIONAL"),
        ("interventional study", "INTERVENTIONAL"),
        ("interventional radiology", ""),
        (
            "observational or interventional, I don't mind",
            "OBSERVATIONAL/INTERVENTIONAL",
        ),
        ("expanded access ALS", "EXPANDED_ACCESS"),
        ("compassionate use", "EXPANDED_ACCESS"),
        ("registry study", "OBSERVATIONAL"),
        ("estudio observacional", "OBSERVATIONAL"),
        ("Beobachtungsstudie", "OBSERVATIONAL"),
        ("étude observationnelle", "OBSERVATIONAL"),
        ("观察性研究", "OBSERVATIONAL"),
        ("uso compasivo", "EXPANDED_ACCESS"),
        ("trials with results", "results"),
        ("asthma has results", "results"),
        ("results posted", "results"),
        ("published results", "results"),
        ("with results of my biopsy", ""),
        ("test results", ""),
        ("con resultados", "results"),
        ("mit Ergebnissen", "results"),
        ("avec résultats", "results"),
        ("有结果的试验", "results"),
        ("new this year", "365 days"),
        ("new this month", "31 days"),
        ("new this week", "7 days"),
        ("latest trials", "365 days?"),
        ("newest", "365 days?"),
        ("new trials", "365 days?"),
        ("studies started in the last 6 months for lupus", "186 days"),
        ("new {lupus} trials in the past two weeks", "14 days"),
        ("anything new since January for ALS?", "365 days"),
        ("only trials registered in 2026", "365 days"),
        ("trials registered in 2015", ""),
        ("trials posted since March 2019", ""),
        ("started this year, recruiting", "365 days RECRUITING"),
        ("I started this year on insulin", "365 days?"),
        ("symptoms started in the last 6 months", ""),
        ("new pain since January", ""),
        ("pain in the last 6 months", ""),
        ("started smoking in 2026", ""),
        ("new to {Boston} since June", ""),
        ("nuevos ensayos desde enero", "365 days"),
        ("ensayos publicados en los últimos 3 meses", "93 days"),
        ("neue Studien seit März", "365 days"),
        ("Studien, gestartet in den letzten 6 Monaten", "186 days"),
        ("essais publiés depuis janvier", "365 days"),
        ("nouveaux essais dans les 6 derniers mois", "186 days"),
        ("最近6个月新增", "186 days"),
        ("diagnosed this year", ""),
        ("nuevos este año", "365 days"),
        ("neu dieses Jahr", "365 days"),
        ("本月新增", "31 days"),
    ]);
}

#[test]
fn readings_cover_their_cue_words() {
    let cues = crate::read::Cues::compiled_in().study;
    for (text, expected) in [
        ("lupus phase 1 or 2 boston", "phase 1 or 2"),
        ("lupus phase IIb boston", "phase IIb"),
        ("lupus not yet recruiting boston", "not yet recruiting"),
        ("active, not recruiting lupus", "active, not recruiting"),
        ("肺癌III期临床", "III期"),
    ] {
        let tokens = tokenize(text);
        let readings = read(text, &cues);
        let first = &tokens[readings[0].tokens.start];
        let last = &tokens[readings[0].tokens.end - 1];
        assert_eq!(&text[first.span.start..last.span.end], expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_within_its_tokens(
        text in "((open|trials|phase|phases|[0-9]|iii|or|to|/|not|recruiting|,|期|临床|new|this|year|\\PC) ?){0,12}",
    ) {
        use std::sync::LazyLock;
        static CUES_READ: LazyLock<StudyCues> = LazyLock::new(|| crate::read::Cues::compiled_in().study);
        let tokens = tokenize(&text);
        let mut end = 0;
        for reading in read_study(&tokens, &vec![false; tokens.len()], &CUES_READ) {
            prop_assert!(reading.tokens.start < reading.tokens.end);
            prop_assert!(reading.tokens.start + 1 >= end);
            end = reading.tokens.end;
            prop_assert!(end <= tokens.len());
        }
    }
}
