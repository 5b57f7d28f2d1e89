//! Comparison: whether one ranking is better than another, or only lucky with its topics.
//!
//! The test is the paired randomisation test. If both rankings were equally good, the sign of each topic's difference would be a toss of a coin; so we toss coins many times and count how often the mean is as far from zero as the one observed, on either side.
//! The seed is fixed: the same differences give the same probability.

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
    use super::*;

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
