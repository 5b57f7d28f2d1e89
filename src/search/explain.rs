//! Explanations: how the score of a hit came about.

use tantivy::DocId;

use super::{
    candidates::{ID_SCORE, concept_rarity, docs_with_id, side_fields, standing_weight},
    order::Ranked,
    plan::{ConceptQuery, Plan, UnitQuery},
    results::ScorePart,
    term_scorer::TermScorer,
};
use crate::{
    config::RankingConfig,
    index::{Generation, IndexError, Standing},
};

/// Names the summands of a document's score.
pub fn explain(
    generation: &Generation,
    ranking: &RankingConfig,
    plan: &Plan,
    ranked: &Ranked,
) -> Result<Vec<ScorePart>, IndexError> {
    let doc = ranked.doc;
    let fields = generation.fields();
    let mut parts = Vec::new();
    let mut add = |name: String, value: f32| {
        if value != 0.0 {
            parts.push(ScorePart { name, value });
        }
    };
    for unit in &plan.units {
        let label = &plan.parts()[unit.parts[0]].label;
        let terms: Vec<&str> = match &unit.query {
            UnitQuery::Concepts(queries) => {
                for query in queries {
                    for (name, value) in
                        explain_concept(generation, ranking, query, unit.weight, doc)?
                    {
                        add(format!("{label} {name}"), value);
                    }
                }
                continue;
            }
            UnitQuery::Term { term, .. } => vec![term],
            UnitQuery::Phrase(terms) => terms.iter().map(AsRef::as_ref).collect(),
            UnitQuery::Ids(ids) => {
                for id in ids {
                    let is_named = docs_with_id(generation, id)?.contains(&doc);
                    add(format!("id {id}"), if is_named { ID_SCORE } else { 0.0 });
                }
                continue;
            }
        };
        for term in &terms {
            let scorer = TermScorer::new(generation, fields.all, term)?;
            add(
                format!("{label} in all"),
                scorer.score_of(doc, ranking.bm25.all * unit.weight)?,
            );
            if let UnitQuery::Phrase(_) = unit.query {
                continue;
            }
            for (field, weight) in side_fields(ranking) {
                let mut side = TermScorer::new(generation, fields.text(field), term)?;
                if scorer.doc_freq > 0 {
                    side.idf = scorer.idf;
                }
                add(
                    format!("{label} in {}", field.as_str()),
                    side.flat_score_of(doc, weight * unit.weight)?,
                );
            }
        }
        if let UnitQuery::Term { ids, .. } = &unit.query {
            for id in ids {
                let is_named = docs_with_id(generation, id)?.contains(&doc);
                add(format!("id {id}"), if is_named { ID_SCORE } else { 0.0 });
            }
        }
    }
    let words: f32 = parts.iter().map(|part| part.value).sum();
    let bonus = ranked.score - words;
    if bonus < -f32::EPSILON * words.abs() * 64.0 {
        parts.push(ScorePart {
            name: "does not fit".to_owned(),
            value: bonus,
        });
    }
    if bonus > f32::EPSILON * ranked.score.abs() * 64.0 {
        parts.push(ScorePart {
            name: "open".to_owned(),
            value: bonus,
        });
    }
    Ok(parts)
}

fn explain_concept(
    generation: &Generation,
    ranking: &RankingConfig,
    query: &ConceptQuery,
    weight: f32,
    doc: DocId,
) -> Result<Vec<(String, f32)>, IndexError> {
    let rarity = concept_rarity(generation, query.concept)?;
    let mut parts = Vec::new();
    for standing in Standing::ALL {
        let term = standing.term(query.concept);
        let scorer = TermScorer::new(generation, generation.fields().concepts, &term)?;
        if scorer.freq_in(doc)?.is_some() {
            let value = standing_weight(ranking, standing) * weight * rarity;
            parts.push((format!("{standing:?}").to_lowercase(), value));
        }
    }
    for term in &query.terms {
        let scorer = TermScorer::new(generation, generation.fields().all, term)?;
        let value = scorer.score_of(doc, ranking.bm25.all * weight)?;
        parts.push((format!("as {term} in all"), value));
    }
    Ok(parts)
}
