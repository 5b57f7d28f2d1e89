//! Measures: how well a ranking answers its topic, from 0 to 1.
//!
//! The definitions are those of `trec_eval`:
//!
//! - NDCG@10 (`ndcg_cut_10`): each document gains its grade, divided by log2(rank + 1); the sum over the first ten is divided by that of the best order of all judged documents.
//! - P@10 (`P_10` with level 2): documents of grade 2 and more among the first ten, over ten, however few were found.
//! - RR (`recip_rank` with level 2): one over the rank of the first document of grade 2 and more, else 0.
//! - R@100 (`recall_100`): documents of grade 1 and more among the first hundred, over all of them in the corpus.
//! - S@1 (`success_1`): whether the first document has grade 1 and more.
//!
//! Each is taken on the list as it came, where an unjudged document counts as wrong, and on the *condensed* list, without the unjudged documents (`trec_eval -J`).
//!
//! Comparison: whether one ranking is better than another, or only lucky with its topics.
//!
//! The test is the paired randomisation test. If both rankings were equally good, the sign of each topic's difference would be a toss of a coin; so we toss coins many times and count how often the mean is as far from zero as the one observed, on either side.
//! The seed is fixed: the same differences give the same probability.

use super::Judgements;
use crate::trial::NctId;

/// What can be measured on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Ndcg10,
    P10,
    Rr,
    Recall100,
    Success1,
}

impl Measure {
    /// All measures, in the order in which they are shown.
    pub const ALL: [Measure; 5] = [
        Measure::Ndcg10,
        Measure::P10,
        Measure::Rr,
        Measure::Recall100,
        Measure::Success1,
    ];

    /// Returns the name as people write it.
    pub fn label(self) -> &'static str {
        match self {
            Measure::Ndcg10 => "NDCG@10",
            Measure::P10 => "P@10",
            Measure::Rr => "RR",
            Measure::Recall100 => "R@100",
            Measure::Success1 => "S@1",
        }
    }
}

/// The measures of one list, or their means.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Scores {
    pub ndcg_10: f64,
    pub p_10: f64,
    pub rr: f64,
    pub recall_100: f64,
    pub success_1: f64,
}

impl Scores {
    /// Returns one of them.
    pub fn get(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Ndcg10 => self.ndcg_10,
            Measure::P10 => self.p_10,
            Measure::Rr => self.rr,
            Measure::Recall100 => self.recall_100,
            Measure::Success1 => self.success_1,
        }
    }

    fn mean(all: impl Iterator<Item = Scores> + Clone) -> Self {
        let mean = |measure: Measure| {
            let values: Vec<f64> = all.clone().map(|scores| scores.get(measure)).collect();
            mean(&values)
        };
        Scores {
            ndcg_10: mean(Measure::Ndcg10),
            p_10: mean(Measure::P10),
            rr: mean(Measure::Rr),
            recall_100: mean(Measure::Recall100),
            success_1: mean(Measure::Success1),
        }
    }
}

/// How well a ranking answers one topic, or the means over topics.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct TopicScores {
    /// On the list without the unjudged documents.
    pub condensed: Scores,
    /// On the list as it came.
    pub raw: Scores,
    /// The share of the first ten documents, or of those that there are, that somebody judged; 0 for an empty list.
    pub judged_10: f64,
}

impl TopicScores {
    /// Returns the means; 0 over nothing.
    pub fn mean(all: &[TopicScores]) -> Self {
        let judged: Vec<f64> = all.iter().map(|scores| scores.judged_10).collect();
        TopicScores {
            condensed: Scores::mean(all.iter().map(|scores| scores.condensed)),
            raw: Scores::mean(all.iter().map(|scores| scores.raw)),
            judged_10: mean(&judged),
        }
    }
}

/// Measures a ranking, best first. `None` for a topic without any relevant document, which no ranking can answer.
pub fn score(ranking: &[NctId], judgements: &Judgements) -> Option<TopicScores> {
    let relevant = judgements.relevant();
    if relevant.is_empty() {
        return None;
    }
    let ideal: Vec<u32> = relevant.iter().map(|(_, grade)| *grade).collect();
    let grades: Vec<Option<u32>> = ranking
        .iter()
        .map(|document| judgements.grade(*document))
        .collect();
    let raw: Vec<u32> = grades.iter().map(|grade| grade.unwrap_or(0)).collect();
    let condensed: Vec<u32> = grades.iter().copied().flatten().collect();
    let top = &grades[..grades.len().min(10)];
    let judged = top.iter().flatten().count();
    Some(TopicScores {
        condensed: score_grades(&condensed, &ideal),
        raw: score_grades(&raw, &ideal),
        judged_10: judged as f64 / top.len().max(1) as f64,
    })
}

/// Measures the grades of a list against those of all relevant documents, which stand in descending order.
fn score_grades(grades: &[u32], ideal: &[u32]) -> Scores {
    let top_10 = &grades[..grades.len().min(10)];
    let top_100 = &grades[..grades.len().min(100)];
    let is_good = |grade: &&u32| **grade >= 2;
    let first_good = grades.iter().position(|grade| *grade >= 2);
    let found = top_100.iter().filter(|grade| **grade >= 1).count();
    Scores {
        ndcg_10: gain(top_10) / gain(&ideal[..ideal.len().min(10)]),
        p_10: top_10.iter().filter(is_good).count() as f64 / 10.0,
        rr: first_good.map_or(0.0, |index| 1.0 / (index + 1) as f64),
        recall_100: found as f64 / ideal.len() as f64,
        success_1: f64::from(u8::from(grades.first().is_some_and(|grade| *grade >= 1))),
    }
}

/// The discounted cumulative gain of a list.
fn gain(grades: &[u32]) -> f64 {
    let ranked = grades.iter().zip(1..);
    ranked
        .map(|(grade, rank)| f64::from(*grade) / f64::from(rank + 1).log2())
        .sum()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Tosses for each topic.
const PERMUTATIONS: u32 = 10_000;

const SEED: u64 = 0x7472_6961_6c73;

/// Two rankings over the same topics, by one measure.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Comparison {
    pub mean_difference: f64,
    /// Topics on which the first ranking is better.
    pub better: usize,
    pub worse: usize,
    pub equal: usize,
    /// The probability of a mean difference of this size, on either side of zero, between equally good rankings; from 1/10,001 to 1.
    pub p_value: f64,
}

/// Differences smaller than this are rounding.
const ROUNDING: f64 = 1e-12;

/// Compares by the differences of each topic, first ranking minus second.
pub fn compare(differences: &[f64]) -> Comparison {
    let count = differences.len().max(1) as f64;
    let sum: f64 = differences.iter().sum();
    let mut coins = SplitMix64(SEED);
    let as_far = (0..PERMUTATIONS)
        .filter(|_| tossed_sum(differences, &mut coins).abs() >= sum.abs() - ROUNDING * count)
        .count();
    let better = differences.iter().filter(|d| **d > ROUNDING).count();
    let worse = differences.iter().filter(|d| **d < -ROUNDING).count();
    Comparison {
        mean_difference: sum / count,
        better,
        worse,
        equal: differences.len() - better - worse,
        // The observed signs are one of the possible tosses, so the probability is never 0.
        p_value: (as_far + 1) as f64 / f64::from(PERMUTATIONS + 1),
    }
}

/// The sum of the differences with a random sign each.
fn tossed_sum(differences: &[f64], coins: &mut SplitMix64) -> f64 {
    let mut sum = 0.0;
    for chunk in differences.chunks(64) {
        let mut bits = coins.next();
        for difference in chunk {
            sum += if bits & 1 == 1 {
                *difference
            } else {
                -difference
            };
            bits >>= 1;
        }
    }
    sum
}

/// SplitMix64 of Steele, Lea and Flood (2014): a counter stepped by the golden ratio, its bits mixed; every one of its bits may be used.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    mod measures {
        use super::super::*;
        use crate::eval::Qrels;

        /// Scores a ranking of document numbers where the documents have these grades; -1 stands for unjudged.
        fn scored(ranking: &[u32], grades: &[(u32, i32)]) -> Option<TopicScores> {
            let lines = grades
                .iter()
                .map(|(document, grade)| format!("t 0 NCT{document:08} {grade}\n"));
            let qrels = Qrels::parse("q.txt", &lines.collect::<String>()).unwrap();
            let ranking: Vec<NctId> = ranking
                .iter()
                .map(|number| NctId::from_number(*number).unwrap())
                .collect();
            score(&ranking, &qrels.judgements("t", &|_| true).unwrap())
        }

        fn assert_near(value: f64, expected: f64) {
            assert!((value - expected).abs() < 5e-5, "{value} is not {expected}");
        }

        fn assert_scores(scores: Scores, expected: [f64; 5]) {
            for (measure, expected) in Measure::ALL.into_iter().zip(expected) {
                assert_near(scores.get(measure), expected);
            }
        }

        #[test]
        fn a_list_with_unjudged_documents() {
            // Judged: A = 1, B = 2, C = 0, D = 2. Found: C, an unjudged one, A, another unjudged one, B.
            let scores = scored(&[3, 90, 1, 91, 2], &[(1, 1), (2, 2), (3, 0), (4, 2)]).unwrap();
            // The best order is 2, 2, 1: 2/log2(2) + 2/log2(3) + 1/log2(4) = 2 + 1.26186 + 0.5 = 3.76186.
            // As it came, grades 0, -, 1, -, 2: 1/log2(4) + 2/log2(6) = 0.5 + 0.77371 = 1.27371; over 3.76186 = 0.3386.
            // The one of grade 2 stands at 5: P@10 = 1/10, RR = 1/5; two of three relevant: R@100 = 0.6667.
            assert_scores(scores.raw, [0.3386, 0.1, 0.2, 0.6667, 0.0]);
            // Condensed, grades 0, 1, 2: 1/log2(3) + 2/log2(4) = 0.63093 + 1 = 1.63093; over 3.76186 = 0.4335. RR = 1/3.
            assert_scores(scores.condensed, [0.4335, 0.1, 0.3333, 0.6667, 0.0]);
            // Three of the five documents were judged.
            assert_near(scores.judged_10, 0.6);
        }

        #[test]
        fn only_the_first_ten_gain_and_the_best_order_has_ten_places() {
            // Twelve documents of grade 1 are relevant; the first two places are wrong, then all twelve follow.
            let grades: Vec<(u32, i32)> =
                (1..=12).map(|n| (n, 1)).chain([(13, 0), (14, 0)]).collect();
            let ranking: Vec<u32> = [13, 14].into_iter().chain(1..=12).collect();
            let scores = scored(&ranking, &grades).unwrap();
            // 1/log2(rank + 1) for ranks 1 to 10: 1, .63093, .5, .43068, .38685, .35621, .33333, .31546, .30103, .28906: 4.54356 in all.
            // Without the first two places 2.91263; over 4.54356 = 0.6410. No document of grade 2; all twelve within a hundred.
            assert_scores(scores.raw, [0.6410, 0.0, 0.0, 1.0, 0.0]);
            assert_eq!(scores.raw, scores.condensed);
        }

        #[test]
        fn a_short_perfect_list_has_full_gain_but_ten_places() {
            let scores = scored(&[1, 2], &[(1, 2), (2, 1), (3, 0)]).unwrap();
            // Two documents are found of two relevant ones, in the best order; P@10 is over ten nevertheless.
            assert_scores(scores.raw, [1.0, 0.1, 1.0, 1.0, 1.0]);
            assert_near(scores.judged_10, 1.0);
        }

        #[test]
        fn nothing_relevant_found_and_nothing_found() {
            let grades = [(1, 2), (2, 0)];
            for ranking in [&[2, 90][..], &[]] {
                let scores = scored(ranking, &grades).unwrap();
                assert_scores(scores.raw, [0.0; 5]);
                assert_scores(scores.condensed, [0.0; 5]);
            }
            assert_near(scored(&[], &grades).unwrap().judged_10, 0.0);
        }

        #[test]
        fn a_topic_without_a_relevant_document_has_no_scores() {
            assert_eq!(scored(&[1], &[(1, 0), (2, -1)]), None);
        }

        #[test]
        fn negative_grades_are_unjudged_and_high_grades_gain_more() {
            // Grades 3, unjudged, 1: raw 3/log2(2) + 1/log2(4) = 3.5; best order 3, 1: 3 + 0.63093 = 3.63093; 0.9639.
            let scores = scored(&[1, 2, 3], &[(1, 3), (2, -1), (3, 1), (4, 0)]).unwrap();
            assert_scores(scores.raw, [0.9639, 0.1, 1.0, 1.0, 1.0]);
            assert_scores(scores.condensed, [1.0, 0.1, 1.0, 1.0, 1.0]);
            assert_near(scores.judged_10, 0.6667);
        }

        #[test]
        fn recall_looks_at_a_hundred() {
            // Two relevant documents, at ranks 100 and 101, behind judged wrong ones.
            let grades: Vec<(u32, i32)> = (1..=101).map(|n| (n, i32::from(n >= 100) * 2)).collect();
            let ranking: Vec<u32> = (1..=101).collect();
            let scores = scored(&ranking, &grades).unwrap();
            assert_scores(scores.raw, [0.0, 0.0, 0.01, 0.5, 0.0]);
        }

        proptest::proptest! {
            #[test]
            fn shares_are_shares_and_the_best_order_is_perfect(
                grades in proptest::collection::vec(-1..4, 1..30),
                found in proptest::collection::vec(1_u32..60, 0..120),
            ) {
                let grades: Vec<(u32, i32)> = (1..).zip(grades).collect();
                let mut ranking: Vec<u32> = Vec::new();
                for document in found {
                    if !ranking.contains(&document) {
                        ranking.push(document);
                    }
                }
                let Some(scores) = scored(&ranking, &grades) else {
                    assert!(grades.iter().all(|(_, grade)| *grade < 1));
                    return Ok(());
                };
                for list in [scores.raw, scores.condensed] {
                    for measure in Measure::ALL {
                        assert!((0.0..=1.0 + 1e-12).contains(&list.get(measure)), "{list:?}");
                    }
                }
                // Leaving unjudged documents out moves no judged one down.
                for measure in Measure::ALL {
                    assert!(scores.condensed.get(measure) >= scores.raw.get(measure) - 1e-12);
                }
                let mut best = grades.clone();
                best.sort_by_key(|(_, grade)| std::cmp::Reverse(*grade));
                let best: Vec<u32> = best.into_iter().map(|(document, _)| document).collect();
                assert_near(scored(&best, &grades).unwrap().raw.ndcg_10, 1.0);
            }
        }

        #[test]
        fn means_are_over_topics() {
            let grades = [(1, 2), (2, 0)];
            let all = [
                scored(&[1], &grades).unwrap(),
                scored(&[2, 1], &grades).unwrap(),
            ];
            let mean = TopicScores::mean(&all);
            // NDCG 1 and 1/log2(3) = 0.63093: 0.8155; RR 1 and 1/2.
            assert_scores(mean.raw, [0.8155, 0.1, 0.75, 1.0, 0.5]);
            assert_eq!(TopicScores::mean(&[]), TopicScores::default());
        }
    }

    mod comparisons {
        use super::super::*;

        #[test]
        fn the_generator_gives_its_published_numbers() {
            // The reference output for the seed 1234567.
            let mut numbers = SplitMix64(1_234_567);
            assert_eq!(numbers.next(), 6_457_827_717_110_365_317);
            assert_eq!(numbers.next(), 3_203_168_211_198_807_973);
        }

        #[test]
        fn differences_of_one_sign_are_as_rare_as_coins_that_agree() {
            // Six heads or six tails come once in 2^5 = 32 tosses: .03125, of which ten thousand tosses miss less than .006.
            let comparison = compare(&[0.1; 6]);
            assert!((comparison.mean_difference - 0.1).abs() < 1e-12);
            assert_eq!(
                (comparison.better, comparison.worse, comparison.equal),
                (6, 0, 0)
            );
            assert!(
                (comparison.p_value - 0.03125).abs() < 0.006,
                "{comparison:?}"
            );
            assert_eq!(compare(&[-0.1; 6]).p_value, comparison.p_value);
            // Forty topics of one sign never come by chance.
            assert!((compare(&[0.01; 40]).p_value - 1.0 / 10_001.0).abs() < 1e-12);
        }

        #[test]
        fn an_even_fight_and_no_difference_are_no_surprise() {
            assert!((compare(&[0.2, -0.2, 0.1, -0.1, 0.0]).p_value - 1.0).abs() < 1e-12);
            assert!((compare(&[0.0; 5]).p_value - 1.0).abs() < 1e-12);
            let nothing = compare(&[]);
            assert!(nothing.mean_difference == 0.0 && (nothing.p_value - 1.0).abs() < 1e-12);
        }

        #[test]
        fn small_samples_agree_with_counting_all_tosses() {
            let differences = [0.30, 0.10, -0.05, 0.20, 0.15, -0.10, 0.05, 0.25];
            let sum: f64 = differences.iter().sum();
            let extreme = (0..256_u32).filter(|signs| {
                let tossed: f64 = differences
                    .iter()
                    .enumerate()
                    .map(|(index, d)| if signs >> index & 1 == 1 { *d } else { -d })
                    .sum();
                tossed.abs() >= sum.abs() - 1e-9
            });
            let exact = extreme.count() as f64 / 256.0;
            let p_value = compare(&differences).p_value;
            assert!((p_value - exact).abs() < 0.01, "{p_value} is not {exact}");
        }

        #[test]
        fn more_topics_than_one_word_has_bits() {
            // With 130 tosses of equal size the mean of two thirds heads is far out; all coins must be used for that.
            let differences: Vec<f64> = (0..130)
                .map(|index| if index % 3 == 0 { -0.1 } else { 0.1 })
                .collect();
            let comparison = compare(&differences);
            assert_eq!((comparison.better, comparison.worse), (86, 44));
            assert!(comparison.p_value < 0.002, "{comparison:?}");
        }
    }
}
