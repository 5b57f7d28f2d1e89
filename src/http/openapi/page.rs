//! The documentation for people: one page of HTML, made from the OpenAPI document, without a script and without a request to anyone else.

use std::fmt::Write;

use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

/// The style of the page.
pub const STYLE: &str = include_str!("page.css");

/// Returns the page.
pub fn page(document: &OpenApi) -> String {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut html = String::with_capacity(64 * 1024);
    write_page(&mut html, &document);
    html
}

/// Returns text to stand in HTML, in an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// Escapes text and turns `code` into code and blank lines into paragraphs.
fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let pieces = paragraph.split('`').enumerate();
        let html: String = pieces
            .map(|(index, piece)| match index % 2 {
                0 => escape(piece).replace('\n', "<br>"),
                _ => format!("<code>{}</code>", escape(piece)),
            })
            .collect();
        format!("<p>{html}</p>")
    });
    paragraphs.collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

// Writing to a string cannot fail, so the results of `write!` are dropped.

fn write_page(html: &mut String, document: &Value) {
    let info = &document["info"];
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} API</title>\n<link rel=\"stylesheet\" href=\"docs.css\">\n</head>\n<body>\n\
         <header><h1>{title} API</h1><p>Version {version}. For machines: <a href=\"openapi.json\">openapi.json</a></p>{about}</header>\n",
        title = escape(text(info, "title")),
        version = escape(text(info, "version")),
        about = prose(text(info, "description")),
    );
    write_contents(html, document);
    html.push_str("<main>\n");
    for (path, method, operation) in operations(document) {
        write_operation(html, document, path, method, operation);
    }
    write_schemas(html, document);
    html.push_str("</main>\n</body>\n</html>\n");
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        members(item).map(move |(method, operation)| (path, method, operation))
    })
}

fn write_contents(html: &mut String, document: &Value) {
    html.push_str("<nav aria-label=\"Contents\"><ul>\n");
    for (path, method, operation) in operations(document) {
        let _ = writeln!(
            html,
            "<li><a href=\"#{id}\"><code>{method} {path}</code></a> {summary}</li>",
            id = escape(text(operation, "operationId")),
            method = escape(&method.to_uppercase()),
            path = escape(path),
            summary = escape(text(operation, "summary")),
        );
    }
    html.push_str("<li><a href=\"#schemas\">Objects</a></li>\n</ul></nav>\n");
}

fn write_operation(
    html: &mut String,
    document: &Value,
    path: &str,
    method: &str,
    operation: &Value,
) {
    let _ = write!(
        html,
        "<section id=\"{id}\">\n<h2><code>{method} {path}</code></h2>\n<p><strong>{summary}</strong></p>{about}",
        id = escape(text(operation, "operationId")),
        method = escape(&method.to_uppercase()),
        path = escape(path),
        summary = escape(text(operation, "summary")),
        about = prose(text(operation, "description")),
    );
    if items(&operation["parameters"]).next().is_some() {
        html.push_str("<h3>Parameters</h3>\n<dl>\n");
        for parameter in items(&operation["parameters"]) {
            write_parameter(html, parameter);
        }
        html.push_str("</dl>\n");
    }
    for (media_type, content) in members(&operation["requestBody"]["content"]) {
        let about = prose(text(&operation["requestBody"], "description"));
        let _ = write!(
            html,
            "<h3>Body</h3>\n<p><code>{}</code></p>{about}",
            escape(media_type)
        );
        write_example(html, &content["example"]);
    }
    html.push_str("<h3>Answers</h3>\n<dl>\n");
    for (status, response) in members(&operation["responses"]) {
        write_response(html, document, status, response);
    }
    html.push_str("</dl>\n</section>\n");
}

fn write_parameter(html: &mut String, parameter: &Value) {
    let schema = &parameter["schema"];
    let allowed = if schema["items"]["enum"].is_array() {
        &schema["items"]["enum"]
    } else {
        &schema["enum"]
    };
    let required = if parameter["required"] == Value::Bool(true) {
        " (required)"
    } else {
        ""
    };
    let _ = write!(
        html,
        "<dt><code>{name}</code> <span>{kind}{required}</span></dt>\n<dd>{about}",
        name = escape(text(parameter, "name")),
        kind = escape(&kind_of(schema)),
        about = prose(text(parameter, "description")),
    );
    let values: Vec<_> = items(allowed)
        .filter_map(Value::as_str)
        .map(|v| format!("<code>{}</code>", escape(v)))
        .collect();
    if !values.is_empty() {
        let _ = write!(html, "<p>Values: {}</p>", values.join(" "));
    }
    let example = &parameter["example"];
    let example = match example {
        Value::String(text) => text.clone(),
        Value::Array(values) => values
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(","),
        other => other.to_string(),
    };
    let _ = writeln!(
        html,
        "<p>Example: <code>{}</code></p></dd>",
        escape(&example)
    );
}

fn write_response(html: &mut String, document: &Value, status: &str, response: &Value) {
    let about = text(response, "description");
    let _ = write!(
        html,
        "<dt><code>{}</code></dt>\n<dd>{}",
        escape(status),
        prose(about)
    );
    for (_, content) in members(&response["content"]) {
        if let Some(name) = reference(&content["schema"]) {
            let _ = write!(
                html,
                "<p><a href=\"#{name}\">{name}</a></p>",
                name = escape(name)
            );
        }
        write_example(html, &content["example"]);
    }
    debug_assert!(document.is_object());
    html.push_str("</dd>\n");
}

fn write_example(html: &mut String, example: &Value) {
    if !example.is_null() {
        let json = serde_json::to_string_pretty(example).unwrap_or_default();
        let _ = write!(
            html,
            "<details><summary>Example</summary><pre><code>{}</code></pre></details>",
            escape(&json)
        );
    }
}

fn write_schemas(html: &mut String, document: &Value) {
    html.push_str("<section id=\"schemas\">\n<h2>Objects</h2>\n");
    for (name, schema) in members(&document["components"]["schemas"]) {
        let _ = write!(
            html,
            "<h3 id=\"{name}\">{name}</h3>\n{about}\n<dl>\n",
            name = escape(name),
            about = prose(text(schema, "description")),
        );
        for (property, value) in members(&schema["properties"]) {
            let _ = writeln!(
                html,
                "<dt><code>{}</code> <span>{}</span></dt>\n<dd>{}</dd>",
                escape(property),
                linked_kind(value),
                prose(description(value)),
            );
        }
        html.push_str("</dl>\n");
    }
    html.push_str("</section>\n");
}

/// Returns the description of a property, which stands beside or inside a choice.
fn description(value: &Value) -> &str {
    match text(value, "description") {
        "" => items(&value["oneOf"])
            .map(|choice| text(choice, "description"))
            .find(|about| !about.is_empty())
            .unwrap_or_default(),
        about => about,
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// Returns what a value is, in words.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return name.to_owned();
    }
    if schema["oneOf"].is_array() {
        return items(&schema["oneOf"])
            .map(kind_of)
            .collect::<Vec<_>>()
            .join(" or ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", kind_of(&schema["items"])),
        Value::String(kind) if kind == "object" && schema["additionalProperties"].is_object() => {
            format!("object of {}", kind_of(&schema["additionalProperties"]))
        }
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}

/// Returns what a value is, with a link where it is an object of ours.
fn linked_kind(schema: &Value) -> String {
    let kind = kind_of(schema);
    let words = kind.split(' ').map(|word| {
        let is_object = word.starts_with(char::is_uppercase);
        if is_object {
            format!("<a href=\"#{word}\">{word}</a>", word = escape(word))
        } else {
            escape(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, http::openapi::document};

    #[test]
    fn the_page_needs_nobody_else() {
        let html = page(&document(&Config::compiled_in().unwrap()));
        for forbidden in ["<script", "http://", " style=", "<img", "onclick", "<style"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
        let sources: Vec<_> = html.match_indices("<link").collect();
        assert_eq!(sources.len(), 1);
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }

    #[test]
    fn every_link_leads_somewhere() {
        let html = page(&document(&Config::compiled_in().unwrap()));
        let targets: Vec<_> = html
            .split("href=\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(targets.len() > 60, "{}", targets.len());
        for target in targets {
            assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }

    #[test]
    fn every_parameter_and_code_is_explained() {
        let html = page(&document(&Config::compiled_in().unwrap()));
        for spec in crate::http::params::SEARCH {
            assert!(
                html.contains(&format!("<dt><code>{}</code>", spec.name)),
                "{}",
                spec.name
            );
        }
        for code in crate::http::ErrorCode::ALL {
            assert!(
                html.contains(&format!("<code>{}</code>", code.as_str())),
                "{}",
                code.as_str()
            );
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            prose("a <b> `c<d>` \"e\"\n\nf"),
            "<p>a &lt;b&gt; <code>c&lt;d&gt;</code> &quot;e&quot;</p><p>f</p>"
        );
    }
}
