//! What a typo costs: the noisy channel between the word that was meant and the letters that were typed.
//!
//! Costs are hundredths of one ordinary edit. Typos that people really make (neighbouring keys, doubled letters, exchanged vowels, spelling by ear) cost less than others. The typed word and the meant word are laid side by side by dynamic programming; besides single letters whole pieces may stand for each other (`f` for `ph`).

/// One ordinary edit.
pub(super) const EDIT: u16 = 100;

/// No alignment within the band.
pub(super) const IMPOSSIBLE: u16 = u16::MAX / 2;

/// Pieces that stand for each other in spelling by ear, in both directions, by what that costs. Letters that both pieces share at either end are context:
/// a vowel slips in where consonants pile up (`ther=thr`: artheritis), and `xz=cz` is eczema as it is heard.
const PIECES: &[(u16, &str)] = &[
    (30, "ie=ei e=ae e=oe able=ible ance=ence"),
    (35, "f=ph r=rh rr=rrh rh=rrh tion=sion tion=cion sion=ssion"),
    (
        40,
        "i=y ea=ae eo=oe ant=ent stm=sthm t=th cia=tia cious=tious chron=crohn",
    ),
    (
        45,
        "ee=ea y=ey er=re er=or er=ar el=le k=ch k=ck x=ks x=cs s=sc sk=sch s=ps n=pn r=rrh \
         hr=rh tion=ssion se=ce si=ci sy=cy aw=au al=le ther=thr thel=thl",
    ),
    (
        50,
        "ee=ie y=ie oo=u u=eu u=ou c=ch c=ck x=cc x=cks kw=qu sm=sthm g=gh dg=g cian=tion a=ai \
         e=ea ow=ou x=cz xc=cz xz=cz chrone=crohn",
    ),
    (55, "ee=i ee=y oo=eu k=cc j=dg tion=tian gue=g que=k o=oa"),
    (
        60,
        "f=gh i=ie sh=ch n=kn n=gn t=pt sm=stm k=kh tion=shun sion=shun tia=sha cian=shun \
         cia=sha ght=t",
    ),
    (65, "mb=m"),
];

/// For each letter from a to z the keys around it on a QWERTY keyboard.
const NEIGHBOURS: [&[u8]; 26] = [
    b"qwsz", b"vghn", b"xdfv", b"serfcx", b"wsdr", b"drtgvc", b"ftyhbv", b"gyujnb", b"ujko",
    b"huikmn", b"jiolm", b"kop", b"njk", b"bhjm", b"iklp", b"ol", b"wa", b"edft", b"awedxz",
    b"rfgy", b"yhji", b"cfgb", b"qase", b"zsdc", b"tghu", b"asx",
];

/// Consonants that sound alike: the better the ear mistakes them, the less they cost.
const SOUNDS_ALIKE: &[(u8, u8, u16)] = &[
    (b'c', b'k', 40),
    (b's', b'z', 40),
    (b'k', b'q', 45),
    (b'x', b'z', 55),
    (b'g', b'j', 50),
    (b'm', b'n', 65),
    (b'f', b'v', 65),
    (b'v', b'w', 70),
    (b'd', b't', 75),
    (b'b', b'p', 75),
];

/// What a wrong, missing or superfluous first letter costs on top: it is hardly ever wrong.
const FIRST_LETTER: u16 = 35;

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// The costs in the form in which they are looked up; made once.
pub(super) struct Costs {
    /// By letter typed and letter meant.
    substitutions: [[u16; 26]; 26],
    /// By the last letters of both pieces.
    pieces: Vec<Vec<Piece>>,
}

#[derive(Clone, Copy)]
struct Piece {
    typed: &'static [u8],
    meant: &'static [u8],
    cost: u16,
}

impl Costs {
    pub(super) fn new() -> Self {
        let mut substitutions = [[EDIT; 26]; 26];
        for (row, typed) in substitutions.iter_mut().zip(b'a'..) {
            for (cost, meant) in row.iter_mut().zip(b'a'..) {
                *cost = substitution(typed, meant);
            }
        }
        let mut pieces = vec![Vec::new(); 26 * 26];
        for (cost, pairs) in PIECES {
            for (one, other) in pairs.split(' ').filter_map(|pair| pair.split_once('=')) {
                for (typed, meant) in [(one, other), (other, one)] {
                    let (typed, meant) = (typed.as_bytes(), meant.as_bytes());
                    if let (Some(typed_end), Some(meant_end)) = (typed.last(), meant.last()) {
                        let cost = *cost;
                        pieces[ends(*typed_end, *meant_end)].push(Piece { typed, meant, cost });
                    }
                }
            }
        }
        Costs {
            substitutions,
            pieces,
        }
    }

    /// Returns the cost of typing `typed` when `meant` was meant, both of the letters a to z; [`IMPOSSIBLE`] if their lengths are too far apart. `cells` is scratch.
    pub(super) fn between(&self, typed: &[u8], meant: &[u8], cells: &mut Vec<u16>) -> u16 {
        if typed.len().abs_diff(meant.len()) > BAND {
            return IMPOSSIBLE;
        }
        let width = meant.len() + 1;
        cells.clear();
        cells.resize(width * (typed.len() + 1), IMPOSSIBLE);
        cells[0] = 0;
        for i in 0..=typed.len() {
            for j in i.saturating_sub(BAND)..=(i + BAND).min(meant.len()) {
                if i + j == 0 {
                    continue;
                }
                let mut best = IMPOSSIBLE;
                if i > 0 {
                    best = cells[(i - 1) * width + j] + superfluous(typed, i - 1);
                }
                if j > 0 {
                    best = best.min(cells[i * width + j - 1] + missing(meant, j - 1));
                }
                if i > 0 && j > 0 {
                    best = best.min(self.ending_here(typed, meant, i, j, cells));
                }
                cells[i * width + j] = best.min(IMPOSSIBLE);
            }
        }
        cells[typed.len() * width + meant.len()]
    }

    /// The least cost of the first `i` letters typed against the first `j` meant, when the last letters stand for each other.
    fn ending_here(&self, typed: &[u8], meant: &[u8], i: usize, j: usize, cells: &[u16]) -> u16 {
        let width = meant.len() + 1;
        let (last_typed, last_meant) = (typed[i - 1], meant[j - 1]);
        let mut first = if i.min(j) == 1 { FIRST_LETTER } else { 0 };
        if last_typed == last_meant {
            first = 0;
        }
        let substitution =
            self.substitutions[usize::from(last_typed - b'a')][usize::from(last_meant - b'a')];
        let mut best = cells[(i - 1) * width + j - 1] + substitution + first;
        let is_transposed = i > 1
            && j > 1
            && last_typed == meant[j - 2]
            && typed[i - 2] == last_meant
            && last_typed != last_meant;
        if is_transposed {
            let first = if i == 2 || j == 2 { 15 } else { 0 };
            best = best.min(cells[(i - 2) * width + j - 2] + 50 + first);
        }
        for piece in &self.pieces[ends(last_typed, last_meant)] {
            if typed[..i].ends_with(piece.typed) && meant[..j].ends_with(piece.meant) {
                let before = (i - piece.typed.len()) * width + j - piece.meant.len();
                best = best.min(cells[before] + piece.cost);
            }
        }
        best
    }
}

/// Letters by which two words may drift apart; more is never cheap.
const BAND: usize = 4;

fn ends(typed: u8, meant: u8) -> usize {
    usize::from(typed - b'a') * 26 + usize::from(meant - b'a')
}

fn are_neighbours(a: u8, b: u8) -> bool {
    NEIGHBOURS
        .get(usize::from(a.wrapping_sub(b'a')))
        .is_some_and(|keys| keys.contains(&b))
}

fn substitution(typed: u8, meant: u8) -> u16 {
    if typed == meant {
        return 0;
    }
    let alike = SOUNDS_ALIKE
        .iter()
        .find(|(a, b, _)| (*a, *b) == (typed, meant) || (*b, *a) == (typed, meant));
    if let Some((_, _, cost)) = alike {
        *cost
    } else if is_vowel(typed) && is_vowel(meant) {
        50
    } else if (is_vowel(typed) || typed == b'y') && (is_vowel(meant) || meant == b'y') {
        60
    } else if are_neighbours(typed, meant) {
        65
    } else {
        EDIT
    }
}

/// The cost of the letter at `at` of the typed word when nothing was meant by it.
fn superfluous(typed: &[u8], at: usize) -> u16 {
    let letter = typed[at];
    let before = at.checked_sub(1).map(|before| typed[before]);
    let after = typed.get(at + 1).copied();
    let beside = |is: fn(u8, u8) -> bool| {
        before.is_some_and(|other| is(letter, other))
            || after.is_some_and(|other| is(letter, other))
    };
    let cost = if beside(|a, b| a == b) {
        45
    } else if letter == b'h' {
        65
    } else if after.is_none() && matches!(letter, b'e' | b's') {
        60
    } else if beside(are_neighbours) || is_vowel(letter) || letter == b'y' {
        70
    } else {
        EDIT
    };
    cost + if at == 0 { FIRST_LETTER } else { 0 }
}

/// The cost of leaving out the letter at `at` of the word that was meant.
fn missing(meant: &[u8], at: usize) -> u16 {
    let letter = meant[at];
    let is_doubled = at > 0 && meant[at - 1] == letter || meant.get(at + 1) == Some(&letter);
    let cost = if is_doubled {
        45
    } else if letter == b'h' {
        50
    } else if at + 1 == meant.len() && matches!(letter, b'e' | b's') {
        60
    } else if is_vowel(letter) || letter == b'y' {
        70
    } else {
        90
    };
    cost + if at == 0 { FIRST_LETTER } else { 0 }
}

/// Returns the number of edits between two words; exchanging two neighbouring letters is one.
pub(super) fn plain_distance(a: &[u8], b: &[u8]) -> u8 {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    u8::try_from(last[b.len()]).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(typed: &str, meant: &str) -> u16 {
        Costs::new().between(typed.as_bytes(), meant.as_bytes(), &mut Vec::new())
    }

    #[test]
    fn usual_typos_cost_less_than_others() {
        for (typed, meant) in [
            ("lukemia", "leukemia"),
            ("leukimia", "leukemia"),
            ("leuekmia", "leukemia"),
            ("leukemmia", "leukemia"),
            ("leulemia", "leukemia"),
            ("sirosis", "cirrhosis"),
            ("asma", "asthma"),
            ("schizofrenia", "schizophrenia"),
            ("chrones", "crohns"),
        ] {
            let cost = cost(typed, meant);
            assert!(cost > 0 && cost < EDIT, "{typed} {meant} {cost}");
        }
        assert_eq!(cost("asthma", "asthma"), 0);
        assert_eq!(cost("leuxemia", "leukemia"), EDIT);
        assert!(cost("neukemia", "leukemia") > EDIT);
        assert_eq!(cost("flu", "influenza"), IMPOSSIBLE);
    }

    #[test]
    fn edits_are_counted_with_transpositions_as_one() {
        for (a, b, edits) in [
            ("asthma", "asthma", 0),
            ("astma", "asthma", 1),
            ("ashtma", "asthma", 1),
            ("asma", "asthma", 2),
            ("", "flu", 3),
            ("chrones", "crohns", 3),
        ] {
            assert_eq!(plain_distance(a.as_bytes(), b.as_bytes()), edits, "{a} {b}");
        }
    }
}
