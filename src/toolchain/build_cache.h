// Build cache: where objects are kept between builds when the user names no folder.
#pragma once

#include <string>
#include <vector>

namespace isotach {

// $XDG_CACHE_HOME/isotach, by default ~/.cache/isotach; a folder in /tmp of one's own without a home.
std::string cache_root();

// The folder for builds of these sources to this module and target. Folders no build has used for 30 days are
// removed on the way.
std::string cached_build_folder(const std::vector<std::string>& sources, const std::string& module,
                                const std::string& target);

// An exclusive lock on a build folder, which is made where it is missing, held while this lives. Who builds
// takes it before the first generated file is written: another process may build the same sources there with
// other options.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

} // namespace isotach
