// Build cache: where objects are kept between builds when the user names no folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isotach {

// $XDG_CACHE_HOME/isotach, by default ~/.cache/isotach; a folder in /tmp of one's own without a home.
std::string cache_root();

// The folder for builds of these sources to this module and target. Folders no build has used for 30 days are
// removed on the way.
std::string cached_build_folder(const std::vector<std::string>& sources, const std::string& module,
                                const std::string& target);

// Files that every build makes in the same way from the same things: images of kernels, objects of the
// run-time library and of the fixed part of extensions. Each is kept under a name that is a hash of all that
// it is made from, so builds at the same time may share them, and the folder can be emptied at any time. What
// no build has used for 30 days is removed.
class KeptFiles {
 public:
  explicit KeptFiles(std::string_view kind); // "kernels", "objects": a folder of the cache
  // False: it is not there.
  bool fetch(const std::string& name, const std::string& to) const;
  void keep(const std::string& name, const std::string& from) const;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

// Makes `to` a copy of `from`, whole or not at all, unless it already is one. Returns the reason on failure.
std::optional<std::string> install_file(const std::string& from, const std::string& to);

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
