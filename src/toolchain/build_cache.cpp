#include "toolchain/build_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/hash.h"
#include "source/source.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

constexpr auto kept_for = std::chrono::hours(24 * 30);

// Every build touches the lock of its folder; what has none is not ours to remove.
void remove_unused(const fs::path& builds, const fs::path& wanted) {
  std::error_code error;
  auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(builds, error)) {
    auto used = fs::last_write_time(entry.path() / "lock", error);
    if (!error && now - used > kept_for && entry.path() != wanted) fs::remove_all(entry.path(), error);
  }
}

} // namespace

std::string cache_root() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  fs::path base;
  if (cache && *cache == '/') base = cache;
  else if (home && *home) base = fs::path(home) / ".cache";
  else base = "/tmp/cache-" + std::to_string(::getuid());
  return (base / "isotach").string();
}

std::string cached_build_folder(const std::vector<std::string>& sources, const std::string& module,
                                const std::string& target) {
  Hasher hasher;
  std::error_code error;
  for (const std::string& source : sources)
    hasher.add(fs::absolute(source, error).lexically_normal().string());
  hasher.add(module).add(target);
  fs::path builds = fs::path(cache_root()) / "build", folder = builds / hasher.hex();
  remove_unused(builds, folder);
  return folder.string();
}

KeptFiles::KeptFiles(std::string_view kind) : folder_((fs::path(cache_root()) / kind).string()) {}

bool KeptFiles::fetch(const std::string& name, const std::string& to) const {
  std::error_code error;
  if (!fs::copy_file(path(name), to, fs::copy_options::overwrite_existing, error)) return false;
  fs::last_write_time(path(name), fs::file_time_type::clock::now(), error);
  return true;
}

void KeptFiles::keep(const std::string& name, const std::string& from) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    auto used = fs::last_write_time(entry.path(), error);
    if (!error && now - used > kept_for) fs::remove(entry.path(), error);
  }
  install_file(from, path(name)); // without it, it is made again
}

FolderLock::FolderLock(const std::string& folder) : fd_(-1) {
  std::error_code error;
  fs::create_directories(folder, error); // the files that follow report what fails
  fd_ = ::open((fs::path(folder) / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {}
  if (fd_ >= 0) ::futimens(fd_, nullptr); // records when the folder was last used
}

std::optional<std::string> install_file(const std::string& from, const std::string& to) {
  ReadFailure failure;
  auto made = read_source(from, failure);
  if (!made) return failure.reason;
  if (auto present = read_source(to, failure); present && present->text() == made->text())
    return std::nullopt;
  std::error_code error;
  fs::path folder = fs::path(to).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  return write_file(to, made->text());
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

} // namespace isotach
