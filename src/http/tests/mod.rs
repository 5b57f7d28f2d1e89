//! Requests through the real router.
