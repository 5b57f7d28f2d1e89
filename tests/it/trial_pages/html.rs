//! A reader for the HTML that our own pages write: every element closed, every attribute in double quotes. Anything else fails the test, which is what we want.

/// An element with its attributes and what is in it.
#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Debug, Clone)]
pub enum Node {
    Element(Element),
    Text(String),
}

const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "source", "wbr"];
/// Elements whose text is not read as markup.
const RAW: [&str; 2] = ["script", "style"];

impl Element {
    /// Reads a whole document; the root has no name.
    pub fn parse(html: &str) -> Element {
        let mut rest = html
            .strip_prefix("<!DOCTYPE html>")
            .expect("a document begins with its type");
        let mut open = vec![Element::default()];
        while let Some(at) = rest.find('<') {
            push_text(&mut open, &rest[..at]);
            let end = at + rest[at..].find('>').expect("a tag ends");
            let tag = &rest[at + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                let element = open.pop().unwrap();
                assert_eq!(element.name, name, "the element that is open is closed");
                open.last_mut()
                    .unwrap()
                    .children
                    .push(Node::Element(element));
                continue;
            }
            let element = read_tag(tag);
            if VOID.contains(&element.name.as_str()) {
                open.last_mut()
                    .unwrap()
                    .children
                    .push(Node::Element(element));
            } else if RAW.contains(&element.name.as_str()) {
                let close = format!("</{}>", element.name);
                let at = rest.find(&close).expect("a script ends");
                let mut element = element;
                element.children.push(Node::Text(rest[..at].to_owned()));
                open.last_mut()
                    .unwrap()
                    .children
                    .push(Node::Element(element));
                rest = &rest[at + close.len()..];
            } else {
                open.push(element);
            }
        }
        push_text(&mut open, rest);
        assert_eq!(
            open.len(),
            1,
            "`{}` is not closed",
            open.last().unwrap().name
        );
        open.pop().unwrap()
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split(' ').any(|known| known == class)
    }

    /// Returns this element and all below it, in order.
    pub fn all(&self) -> Vec<&Element> {
        let mut found = vec![self];
        for child in &self.children {
            if let Node::Element(element) = child {
                found.extend(element.all());
            }
        }
        found
    }

    pub fn elements(&self, name: &str) -> Vec<&Element> {
        self.all()
            .into_iter()
            .filter(|element| element.name == name)
            .collect()
    }

    pub fn of_class(&self, class: &str) -> Vec<&Element> {
        self.all()
            .into_iter()
            .filter(|element| element.has_class(class))
            .collect()
    }

    pub fn by_id(&self, id: &str) -> Option<&Element> {
        self.all()
            .into_iter()
            .find(|element| element.attribute("id") == Some(id))
    }

    /// Returns the text that a reader sees, words joined by single blanks; scripts are not text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn collect_text(&self, text: &mut String) {
        if RAW.contains(&self.name.as_str()) || self.name == "head" {
            return;
        }
        let is_block = ![
            "a", "b", "bdi", "button", "dfn", "mark", "q", "span", "strong",
        ]
        .contains(&self.name.as_str());
        if is_block {
            text.push(' ');
        }
        for child in &self.children {
            match child {
                Node::Text(own) => text.push_str(own),
                Node::Element(element) => element.collect_text(text),
            }
        }
        if is_block {
            text.push(' ');
        }
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if !text.is_empty() {
        let text = unescape(text);
        open.last_mut().unwrap().children.push(Node::Text(text));
    }
}

fn read_tag(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    assert!(is_name && !name.is_empty(), "`<{tag}>` is no tag of ours");
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        let attribute = rest.trim_start();
        match attribute.find(['=', ' ']) {
            Some(at) if attribute[at..].starts_with('=') => {
                let value = attribute[at + 1..]
                    .strip_prefix('"')
                    .expect("a value is quoted");
                let end = value.find('"').expect("a value ends");
                attributes.push((attribute[..at].to_owned(), unescape(&value[..end])));
                rest = &value[end + 1..];
            }
            at => {
                let end = at.unwrap_or(attribute.len());
                attributes.push((attribute[..end].to_owned(), String::new()));
                rest = &attribute[end..];
            }
        }
    }
    Element {
        name: name.to_owned(),
        attributes,
        children: Vec::new(),
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
