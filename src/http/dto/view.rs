//! The macro by which an object of the API is declared: each field once, with its documentation and where it comes from.

/// Declares an object and its constructor `of`: `Name(what it is made from) { field: Type = value, … }`.
macro_rules! view {
    (
        $(#[$about:meta])*
        $name:ident($($from:ident: $of:ty),* $(,)?) {
            $($(#[$meta:meta])* $field:ident: $kind:ty = $value:expr,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            $($(#[$meta])* pub $field: $kind,)*
        }

        impl $name {
            fn of($($from: $of),*) -> Self {
                $name { $($field: $value,)* }
            }
        }
    };
}
