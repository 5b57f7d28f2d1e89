//! The data directory: which generations exist, and which one is the current one.
//!
//! ```text
//! DATA/CURRENT                     the number of the current generation
//! DATA/lock                        held while a reindex or a rollback runs
//! DATA/generations/12/             a published generation
//! DATA/generations/13.building/    one being built; removed by the next reindex if its process died
//! DATA/places/geonames.bin         imported gazetteer, used by the next reindex
//! DATA/vocabulary/                 imported vocabularies, used by the next reindex
//! ```
//!
//! A switch writes the new number aside, syncs it and renames it over `CURRENT`, so that a reader, and a machine that loses power, sees either the old or the new number.

use std::{
    fs::{self, File, TryLockError},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::IndexError;

/// A data directory; it need not exist yet.
#[derive(Debug, Clone)]
pub struct DataDir {
    root: PathBuf,
}

/// Exclusive leave to change a data directory. It ends when this is dropped or the process dies.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

const BUILDING: &str = ".building";

impl DataDir {
    /// Returns the data directory at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        DataDir { root: root.into() }
    }

    /// Returns the directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where an imported GeoNames gazetteer is kept.
    pub fn geonames_file(&self) -> PathBuf {
        self.root.join("places").join("geonames.bin")
    }

    /// Returns the folder where imported vocabularies are kept.
    pub fn vocabulary_dir(&self) -> PathBuf {
        self.root.join("vocabulary")
    }

    /// Creates the directory if needed and takes the lock; refuses when another process holds it.
    pub fn lock(&self) -> Result<DataLock, IndexError> {
        let generations = self.generations_dir();
        fs::create_dir_all(&generations).map_err(IndexError::io("create", &generations))?;
        let path = self.root.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(IndexError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(DataLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked(self.root.clone())),
            Err(TryLockError::Error(source)) => Err(IndexError::io("lock", path)(source)),
        }
    }

    /// Returns the number of the current generation, or `None` when nothing was published yet.
    pub fn current(&self) -> Result<Option<u64>, IndexError> {
        let path = self.current_file();
        match fs::read_to_string(&path) {
            Ok(text) => match text.trim().parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => {
                    let finding = format!("`{}` is not a number", text.trim());
                    Err(IndexError::found_damaged(path, finding))
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(IndexError::io("read", path)(source)),
        }
    }

    /// Returns what changes whenever the current generation is switched: its number, and when `CURRENT` was written.
    ///
    /// The number alone is not enough: after a rollback the next build gets the number that was left.
    pub fn current_stamp(&self) -> Result<Option<(u64, SystemTime)>, IndexError> {
        let Some(number) = self.current()? else {
            return Ok(None);
        };
        let path = self.current_file();
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
        Ok(Some((
            number,
            modified.map_err(IndexError::io("read", path))?,
        )))
    }

    /// Returns the directory of a generation.
    pub fn generation_dir(&self, number: u64) -> PathBuf {
        self.generations_dir().join(number.to_string())
    }

    /// Returns the numbers of all published generations, ascending.
    pub fn generations(&self) -> Result<Vec<u64>, IndexError> {
        let mut numbers: Vec<u64> = self
            .entries()?
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Returns an empty directory to build the next generation in, and its number. Removes what a dead process left.
    ///
    /// A process that died between naming a generation and switching to it leaves one that was never live; it is removed as well, so that it is never gone back to.
    pub fn begin(&self, lock: &DataLock) -> Result<(u64, PathBuf), IndexError> {
        for name in self
            .entries()?
            .iter()
            .filter(|name| name.ends_with(BUILDING))
        {
            let path = self.generations_dir().join(name);
            fs::remove_dir_all(&path).map_err(IndexError::io("remove", path))?;
        }
        if let Some(current) = self.current()? {
            self.remove_except(lock, |number| number <= current)?;
        }
        let newest = self
            .generations()?
            .last()
            .copied()
            .max(self.current()?)
            .unwrap_or(0);
        let number = newest + 1;
        let dir = self.generations_dir().join(format!("{number}{BUILDING}"));
        fs::create_dir_all(&dir).map_err(IndexError::io("create", &dir))?;
        Ok((number, dir))
    }

    /// Makes a finished directory the current generation. All its files must have been synced.
    pub fn publish(&self, _lock: &DataLock, number: u64, built: &Path) -> Result<(), IndexError> {
        let target = self.generation_dir(number);
        sync_dir(built)?;
        fs::rename(built, &target).map_err(IndexError::io("rename", built))?;
        sync_dir(&self.generations_dir())?;
        self.switch_to(number)
    }

    /// Makes the generation before the current one the current one, and returns (left, taken). The one that is left is removed, so that it is not mistaken for a newer one.
    pub fn rollback(&self, lock: &DataLock) -> Result<(u64, u64), IndexError> {
        let current = self
            .current()?
            .ok_or_else(|| IndexError::NoIndex(self.root.clone()))?;
        let previous = self
            .generations()?
            .into_iter()
            .rfind(|number| *number < current);
        let previous = previous.ok_or(IndexError::NoPrevious)?;
        self.switch_to(previous)?;
        self.remove_except(lock, |number| number <= previous)?;
        Ok((current, previous))
    }

    /// Removes old generations but for the newest `keep`, the current one always among the kept.
    pub fn retain(&self, lock: &DataLock, keep: usize) -> Result<(), IndexError> {
        let current = self.current()?;
        let numbers = self.generations()?;
        let oldest_kept = numbers
            .iter()
            .rev()
            .nth(keep.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        self.remove_except(lock, |number| {
            number >= oldest_kept || Some(number) == current
        })
    }

    fn remove_except(
        &self,
        _lock: &DataLock,
        is_kept: impl Fn(u64) -> bool,
    ) -> Result<(), IndexError> {
        for number in self
            .generations()?
            .into_iter()
            .filter(|number| !is_kept(*number))
        {
            let dir = self.generation_dir(number);
            // Renamed first: a generation is there as a whole or not at all.
            let doomed = self.generations_dir().join(format!("{number}{BUILDING}"));
            fs::rename(&dir, &doomed).map_err(IndexError::io("rename", dir))?;
            fs::remove_dir_all(&doomed).map_err(IndexError::io("remove", doomed))?;
        }
        Ok(())
    }

    fn switch_to(&self, number: u64) -> Result<(), IndexError> {
        let aside = self.root.join("CURRENT.next");
        let mut file = File::create(&aside).map_err(IndexError::io("create", &aside))?;
        let written = writeln!(file, "{number}").and_then(|()| file.sync_all());
        written.map_err(IndexError::io("write", &aside))?;
        fs::rename(&aside, self.current_file()).map_err(IndexError::io("rename", &aside))?;
        sync_dir(&self.root)
    }

    fn current_file(&self) -> PathBuf {
        self.root.join("CURRENT")
    }

    fn generations_dir(&self) -> PathBuf {
        self.root.join("generations")
    }

    fn entries(&self) -> Result<Vec<String>, IndexError> {
        let dir = self.generations_dir();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(IndexError::io("read", dir)(source)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(IndexError::io("read", &dir))?;
            names.extend(entry.file_name().into_string().ok());
        }
        Ok(names)
    }
}

/// Syncs a directory, so that renames inside it survive a power cut.
pub(super) fn sync_dir(dir: &Path) -> Result<(), IndexError> {
    File::open(dir)
        .and_then(|file| file.sync_all())
        .map_err(IndexError::io("sync", dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(data: &DataDir, lock: &DataLock) -> u64 {
        let (number, dir) = data.begin(lock).unwrap();
        fs::write(dir.join("content"), number.to_string()).unwrap();
        data.publish(lock, number, &dir).unwrap();
        number
    }

    #[test]
    fn generations_are_published_kept_and_rolled_back() {
        let root = tempfile::tempdir().unwrap();
        let data = DataDir::new(root.path());
        assert_eq!(data.current().unwrap(), None);
        let lock = data.lock().unwrap();
        assert!(matches!(data.rollback(&lock), Err(IndexError::NoIndex(_))));
        for number in 1..=3 {
            assert_eq!(publish(&data, &lock), number);
            data.retain(&lock, 2).unwrap();
        }
        assert_eq!(data.generations().unwrap(), [2, 3]);
        assert_eq!(data.rollback(&lock).unwrap(), (3, 2));
        assert_eq!(
            (data.current().unwrap(), data.generations().unwrap()),
            (Some(2), vec![2])
        );
        assert!(matches!(data.rollback(&lock), Err(IndexError::NoPrevious)));
        assert_eq!(publish(&data, &lock), 3);
    }

    #[test]
    fn a_second_lock_is_refused_until_the_first_ends() {
        let root = tempfile::tempdir().unwrap();
        let data = DataDir::new(root.path());
        let lock = data.lock().unwrap();
        assert!(matches!(data.lock(), Err(IndexError::Locked(_))));
        drop(lock);
        data.lock().unwrap();
    }

    #[test]
    fn a_generation_that_was_never_live_is_not_kept_for_rollback() {
        let root = tempfile::tempdir().unwrap();
        let data = DataDir::new(root.path());
        let lock = data.lock().unwrap();
        assert_eq!((publish(&data, &lock), publish(&data, &lock)), (1, 2));
        fs::create_dir(data.generation_dir(3)).unwrap();
        assert_eq!(publish(&data, &lock), 3);
        data.retain(&lock, 2).unwrap();
        assert_eq!(data.generations().unwrap(), [2, 3]);
        assert_eq!(data.rollback(&lock).unwrap(), (3, 2));
    }

    #[test]
    fn what_a_dead_process_left_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let data = DataDir::new(root.path());
        let lock = data.lock().unwrap();
        let (_, dir) = data.begin(&lock).unwrap();
        fs::write(dir.join("half"), "x").unwrap();
        let (number, dir) = data.begin(&lock).unwrap();
        assert_eq!(number, 1);
        assert_eq!(fs::read_dir(dir).unwrap().count(), 0);
    }
}
