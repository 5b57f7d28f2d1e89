//! The pages that people read: HTML, written on the server, complete without JavaScript.
//!
//! Pure functions from what was found to text: no axum, no clock, no engine. `http::pages` reads addresses, asks the engine and calls these.
//! A page is [`layout::document`] around the markup of its own module (`home`, `search`, …); every sentence comes from [`Words`], every colour and space from `pages.css`.
//!
//! *Invariant:* text of the registry and of people reaches a page through maud, which escapes it; nothing is ever marked as safe by hand.
//! *Invariant:* a page asks no other host for anything, sets no cookie and stores nothing.

pub mod address;
pub mod assets;
pub mod docs;
pub mod glossary;
pub mod home;
pub mod layout;
pub mod pill;
pub mod print;
pub mod search;
pub mod search_box;
pub mod trial;
pub mod trouble;
pub mod widget;

pub use crate::say::Words;

#[cfg(test)]
mod tests;
