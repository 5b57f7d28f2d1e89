//! Trialseek: a self-hosted full-text search engine for clinical trials.

pub mod ask;
pub mod cli;
pub mod config;
pub mod ctgov;
pub mod eval;
pub mod http;
pub mod index;
pub mod pages;
pub mod places;
pub mod read;
pub mod say;
pub mod search;
pub mod text;
pub mod trial;
pub mod vocabulary;
