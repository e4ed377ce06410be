//! Is the store on a disk whose "synced" means synced?

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::StoreError;

/// Set to `1` to keep a store on a share all the same.
const OVERRIDE: &str = "HARMSPOT_ALLOW_NETWORK_STORE";

/// Refuses NFS, SMB and FUSE folders unless the override is set.
pub(super) fn refuse_shares(folder: &Path) -> Result<(), StoreError> {
    if std::env::var_os(OVERRIDE).is_some_and(|v| v == "1") {
        return Ok(());
    }
    // Only Linux lists its mounts in a file; elsewhere the deployment check has to look.
    let Ok(mounts) = fs::read_to_string("/proc/mounts") else { return Ok(()) };
    match kind_of(&mounts, &existing(folder)).filter(|kind| is_share(kind)) {
        Some(kind) => Err(StoreError::NetworkShare { folder: folder.to_owned(), kind: kind.to_owned() }),
        None => Ok(()),
    }
}

/// The nearest ancestor that exists, with links followed.
fn existing(folder: &Path) -> PathBuf {
    let full = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    full.ancestors().find_map(|p| p.canonicalize().ok()).unwrap_or(full)
}

/// File-system type of the deepest mount point above `path`; the last one mounted wins.
fn kind_of<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ');
        let (Some(point), Some(kind)) = (fields.nth(1), fields.next()) else { continue };
        let point = point.replace("\\040", " ");
        let depth = Path::new(&point).components().count();
        if path.starts_with(&point) && best.is_none_or(|(d, _)| depth >= d) {
            best = Some((depth, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

fn is_share(kind: &str) -> bool {
    // fuse-overlayfs is a container's local root; fuseblk is a local NTFS disk.
    let fuse = kind == "fuse" || (kind.starts_with("fuse.") && kind != "fuse.fuse-overlayfs");
    fuse || ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "9p", "glusterfs"].contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/vda / ext4 rw 0 0\nnas:/x /data nfs4 rw 0 0\n\
        /dev/vdb /data/local ext4 rw 0 0\nsshfs /home/a\\040b fuse.sshfs rw 0 0\n";

    #[test]
    fn the_deepest_mount_decides_whether_a_folder_is_a_share() {
        for (path, share) in
            [("/var/store", false), ("/data/store", true), ("/data/local/s", false), ("/home/a b/s", true)]
        {
            let kind = kind_of(MOUNTS, Path::new(path)).expect("the root is always mounted");
            assert_eq!(is_share(kind), share, "{path} on {kind}");
        }
    }
}
