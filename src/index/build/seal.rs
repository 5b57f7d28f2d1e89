//! Sealing a finished generation: every byte on disk, its size noted, and the manifest written last.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::index::{IndexError, Manifest, data_dir::sync_dir, generation::INDEX_DIR};

/// Syncs every file and notes its size, and the hash of those that tantivy does not check itself.
pub fn seal(dir: &Path, manifest: &mut Manifest) -> Result<(), IndexError> {
    let index_dir = dir.join(INDEX_DIR);
    for (folder, prefix) in [(dir, String::new()), (&index_dir, format!("{INDEX_DIR}/"))] {
        for entry in fs::read_dir(folder).map_err(IndexError::io("read", folder))? {
            let entry = entry.map_err(IndexError::io("read", folder))?;
            let path = entry.path();
            let file = File::open(&path).map_err(IndexError::io("open", &path))?;
            let metadata = file.metadata().map_err(IndexError::io("read", &path))?;
            if metadata.is_dir() {
                continue;
            }
            file.sync_all().map_err(IndexError::io("sync", &path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // Lock files are made anew by whoever opens the index.
            if name.ends_with(".lock") {
                continue;
            }
            if prefix.is_empty() || name.ends_with(".json") {
                let bytes = fs::read(&path).map_err(IndexError::io("read", &path))?;
                manifest.hashes.insert(name.clone(), sha256(&bytes));
            }
            manifest.files.insert(name, metadata.len());
        }
        sync_dir(folder)?;
    }
    Ok(())
}

/// Returns the SHA-256 of some bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes the manifest, which makes the directory a generation.
pub fn write_manifest(dir: &Path, manifest: &Manifest) -> Result<(), IndexError> {
    let path = dir.join(Manifest::FILE);
    let text = serde_json::to_vec_pretty(manifest).map_err(|error| IndexError::Damaged {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    write_synced(&path, &text)?;
    sync_dir(dir)
}

/// Writes a file and waits until it is on disk.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let mut file = File::create(path).map_err(IndexError::io("create", path))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(IndexError::io("write", path))
}
