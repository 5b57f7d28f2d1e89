//! Walks the lines from top to bottom and gives each criterion its side, its group and its depth.

use super::Criterion;
use super::headings::{Heading, Section, find_headings};
use super::inline;
use super::labels::{self, Label, Reach, Stance};
use super::lines::{CriteriaLine, Mark, MarkKind, Outline, strip_marks};
use super::prose::{self, Stated};

/// The list a criterion belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Inclusion,
    Exclusion,
    Unsplit,
}

/// What the text is made of, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A heading, kept only to account for its words.
    Heading(&'a str),
    Item(Side, Criterion),
}

/// Cuts the lines into pieces.
pub(super) fn walk<'a>(lines: &'a [CriteriaLine<'_>]) -> Vec<Piece<'a>> {
    let mut walker = Walker::default();
    for (index, line) in lines.iter().enumerate() {
        walker.take_line(line, lines.get(index + 1));
    }
    walker.pieces
}

/// The group headings in force.
#[derive(Default)]
struct Groups {
    cohort: Option<String>,
    /// The cohort was named above the section headings and holds for all of them.
    is_outer: bool,
    named_by_heading: bool,
    items: usize,
    subject: Option<String>,
    stance: Option<Stance>,
    /// A list has begun under the subject; the next paragraph ends it.
    list_seen: bool,
}

#[derive(Default)]
struct Walker<'a> {
    pieces: Vec<Piece<'a>>,
    section: Option<Section>,
    /// The text is in a chapter of an old NCI record.
    is_chapter: bool,
    /// The first heading was one of inclusion or exclusion, so that chapters are parts of the sections.
    sections_first: bool,
    groups: Groups,
    outline: Outline,
    /// The last paragraph introduces the list below it.
    has_lead: bool,
    after_colon: bool,
    /// A statement that ended with a colon passes its side on to deeper items.
    inherited: Option<(Side, usize)>,
}

/// What is known about the place of a stretch of text.
#[derive(Clone, Copy)]
struct Place {
    indent: usize,
    mark: Option<Mark>,
    /// The stretch follows a heading on the same line.
    is_flat: bool,
    number_follows: bool,
    has_next: bool,
}

impl<'a> Walker<'a> {
    fn take_line(&mut self, line: &'a CriteriaLine<'_>, next: Option<&CriteriaLine<'_>>) {
        let text = line.text.as_ref();
        let own_number = line.mark.filter(|mark| mark.kind == MarkKind::Number);
        let number_follows =
            own_number
                .zip(next.and_then(|next| next.mark))
                .is_some_and(|(own, next)| {
                    next.kind == MarkKind::Number && next.value == own.value + 1
                });
        let place = Place {
            indent: line.indent,
            mark: line.mark,
            is_flat: false,
            number_follows,
            has_next: next.is_some(),
        };
        let headings = find_headings(text);
        let Some(first) = headings.first() else {
            self.take_content(text, place);
            return;
        };
        self.take_content(
            &text[..first.start],
            Place {
                has_next: true,
                ..place
            },
        );
        for (index, heading) in headings.iter().enumerate() {
            self.pieces
                .push(Piece::Heading(&text[heading.start..heading.end]));
            self.open_section(heading);
            let end = headings
                .get(index + 1)
                .map_or(text.len(), |next| next.start);
            let (mark, body) = strip_marks(text[heading.end..end].trim_start());
            let is_last = index + 1 == headings.len();
            let inner = Place {
                indent: line.indent,
                mark,
                is_flat: true,
                number_follows: false,
                has_next: !is_last || next.is_some(),
            };
            self.take_content(body, inner);
        }
    }

    fn open_section(&mut self, heading: &Heading) {
        self.is_chapter = heading.section == Section::Nci;
        let explicit = [Some(Section::Inclusion), Some(Section::Exclusion)];
        if self.section.is_none() {
            self.sections_first = explicit.contains(&Some(heading.section));
        }
        // "EXCLUSION: --Patient Characteristics--": a chapter inside a section keeps its side (NCT00004412).
        let is_nested = self.is_chapter && self.sections_first && explicit.contains(&self.section);
        if !is_nested {
            self.section = Some(heading.section);
        }
        let groups = &mut self.groups;
        match &heading.group {
            Some(group) => {
                groups.cohort = Some(group.clone());
                groups.is_outer = false;
                groups.named_by_heading = true;
                groups.items = 0;
            }
            None if groups.cohort.is_some()
                && (groups.is_outer || groups.items == 0 && !groups.named_by_heading) =>
            {
                groups.is_outer = true;
            }
            None => groups.cohort = None,
        }
        groups.subject = None;
        groups.stance = None;
        self.start_list();
    }

    fn start_list(&mut self) {
        self.groups.list_seen = false;
        self.outline.clear();
        self.has_lead = false;
        self.after_colon = false;
        self.inherited = None;
    }

    fn open_group(&mut self, label: Label, text: &'a str) {
        self.pieces.push(Piece::Heading(text));
        self.start_list();
        let groups = &mut self.groups;
        groups.stance = label.stance;
        match label.reach {
            Reach::Cohort => {
                groups.cohort = Some(label.name);
                groups.is_outer = false;
                groups.named_by_heading = false;
                groups.items = 0;
                groups.subject = None;
            }
            Reach::Subject => groups.subject = Some(label.name),
        }
    }

    /// Takes a stretch of text that holds no section heading.
    fn take_content(&mut self, text: &'a str, place: Place) {
        let text = text.trim();
        if !text.contains(char::is_alphanumeric) {
            self.keep_symbols(text);
            return;
        }
        if place.mark.is_none() {
            if is_connective(text) && self.outline.is_open() {
                let depth = self.outline.current() + usize::from(self.has_lead);
                self.push(text, depth);
                return;
            }
            if self.take_lead_in(text) {
                return;
            }
            if place.has_next
                && let Some(label) = labels::group_label(text)
            {
                self.open_group(label, text);
                return;
            }
            if self.groups.list_seen {
                self.groups.subject = None;
                self.groups.stance = None;
                self.groups.list_seen = false;
            }
        }
        if self.is_chapter && place.mark.is_none() {
            self.take_nci_paragraph(text, place);
            return;
        }
        let mark = place.mark;
        let bullet = mark.and_then(|mark| match mark.kind {
            MarkKind::Bullet(kind) => Some(kind),
            _ => None,
        });
        let number = mark
            .filter(|mark| mark.kind == MarkKind::Number)
            .map(|mark| mark.value);
        let is_flat = (place.is_flat || mark.is_none()) && !self.reads_sentences();
        let parts = inline::cut(text, bullet, number, place.number_follows, is_flat);
        let depth = self.place(place);
        for part in parts {
            let part_depth = depth + usize::from(part.nested);
            if mark.is_none() && self.reads_sentences() {
                self.take_sentences(part.text, part_depth);
            } else {
                self.push(part.text, part_depth);
            }
        }
    }

    fn place(&mut self, place: Place) -> usize {
        match place.mark {
            Some(mark) => {
                self.groups.list_seen = true;
                self.outline
                    .place_mark(place.indent, mark, self.after_colon)
                    + usize::from(self.has_lead)
            }
            None => {
                let depth = self.outline.place_plain(place.indent);
                if !self.outline.is_open() {
                    self.has_lead = false;
                }
                depth
            }
        }
    }

    /// A line without letters or digits ("≥", "---") still belongs to the item before it, unless it is a mere ruler.
    fn keep_symbols(&mut self, text: &str) {
        let has_symbol = text
            .contains(|c: char| !c.is_ascii_punctuation() && !c.is_whitespace() && !c.is_control());
        if has_symbol {
            self.push(text, 0);
        }
    }

    /// Opens a section for "Patients will be excluded if:" and its like.
    fn take_lead_in(&mut self, text: &'a str) -> bool {
        let Some(lead) = prose::lead_in(text) else {
            return false;
        };
        let section = match (lead.side, self.section) {
            (Stated::Excluded, _) => Section::Exclusion,
            (Stated::Included, Some(Section::Exclusion)) if !lead.is_firm => return false,
            (Stated::Included, None | Some(Section::Exclusion | Section::Aside)) => {
                Section::Implied
            }
            (Stated::Included, Some(open)) => open,
        };
        if lead.is_formula {
            self.pieces.push(Piece::Heading(text));
            self.groups.stance = None;
            self.start_list();
            self.section = Some(section);
            return true;
        }
        if self.section == Some(section) || section == Section::Nci {
            return false;
        }
        self.start_list();
        self.groups.stance = Some(match lead.side {
            Stated::Excluded => Stance::Excluded,
            Stated::Included => Stance::Required,
        });
        self.push(text, 0);
        self.has_lead = true;
        true
    }

    /// Cuts an NCI paragraph at its labels; each label names the group of the statements after it.
    fn take_nci_paragraph(&mut self, text: &'a str, place: Place) {
        let depth = self.place(place);
        let mut start = 0;
        let labels = labels::nci_labels(text);
        for (label_start, label_end) in labels.into_iter().chain([(text.len(), text.len())]) {
            for statement in inline::cut_statements(text[start..label_start].trim()) {
                self.push(statement, depth);
            }
            if label_start < label_end {
                let label = &text[label_start..label_end];
                self.pieces.push(Piece::Heading(label));
                self.groups.subject = Some(super::fold_space(label.trim_end_matches(':')));
            }
            start = label_end;
        }
    }

    /// Whether a sentence may state its own side here.
    fn reads_sentences(&self) -> bool {
        self.groups.stance.is_none()
            && !matches!(self.section, Some(Section::Inclusion | Section::Exclusion))
    }

    /// Takes a paragraph apart where its sentences state different sides.
    fn take_sentences(&mut self, text: &str, depth: usize) {
        let sentences = prose::sentences(text);
        let mut run_start = 0;
        let mut run_side = None;
        let mut at = 0;
        for sentence in sentences {
            let side = self.side_of(sentence, depth);
            if run_side.is_some_and(|known| known != side) {
                self.push(&text[run_start..at], depth);
                run_start = at;
            }
            run_side = Some(side);
            at += sentence.len();
        }
        self.push(&text[run_start..], depth);
    }

    fn side_of(&self, text: &str, depth: usize) -> Side {
        match self.groups.stance {
            Some(Stance::Required) => return Side::Inclusion,
            Some(Stance::Excluded) => return Side::Exclusion,
            None => {}
        }
        if let Some((side, above)) = self.inherited
            && depth > above
        {
            return side;
        }
        let stated = || prose::stated_side(text);
        match self.section {
            Some(Section::Inclusion) => Side::Inclusion,
            Some(Section::Exclusion) => Side::Exclusion,
            Some(Section::Implied | Section::Nci) => match stated() {
                Some(Stated::Excluded) => Side::Exclusion,
                _ => Side::Inclusion,
            },
            Some(Section::Aside) | None => match stated() {
                Some(Stated::Excluded) => Side::Exclusion,
                Some(Stated::Included) => Side::Inclusion,
                None => Side::Unsplit,
            },
        }
    }

    fn push(&mut self, text: &str, depth: usize) {
        let folded = super::fold_space(text);
        if folded.is_empty() {
            return;
        }
        let side = self.side_of(&folded, depth);
        let ends_with_colon = folded.ends_with([':', '：']);
        if self.inherited.is_some_and(|(_, above)| depth <= above) {
            self.inherited = None;
        }
        if ends_with_colon
            && self.reads_sentences()
            && side != Side::Unsplit
            && self.inherited.is_none()
        {
            self.inherited = Some((side, depth));
        }
        self.after_colon = ends_with_colon;
        if !self.outline.is_open() && depth == 0 {
            self.has_lead = ends_with_colon;
        }
        self.groups.items += 1;
        let groups = &self.groups;
        let group = match (&groups.cohort, &groups.subject) {
            (Some(cohort), Some(subject)) => Some(format!("{cohort}, {subject}")),
            (cohort, subject) => cohort.clone().or_else(|| subject.clone()),
        };
        let depth = u8::try_from(depth).unwrap_or(u8::MAX);
        self.pieces.push(Piece::Item(
            side,
            Criterion {
                text: folded,
                depth,
                group,
            },
        ));
    }
}

/// "OR" and "AND" on a line of their own stand between two items of a list and do not end it.
fn is_connective(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    ["or", "and", "and/or"]
        .iter()
        .any(|connective| connective.eq_ignore_ascii_case(word))
}
