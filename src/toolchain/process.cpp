#include "toolchain/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "base/strings.h"

extern char** environ;

namespace isotach {

namespace {

struct Pipe {
  int read_end = -1, write_end = -1;
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
  static void close(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  ~Pipe() {
    close(read_end);
    close(write_end);
  }
};

std::vector<std::string> environment_with(const std::vector<std::string>& additions) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) {
    std::string_view inherited = *entry;
    bool replaced = false;
    for (const std::string& addition : additions) {
      std::string_view name(addition.data(), addition.find('=') + 1);
      replaced = replaced || inherited.substr(0, name.size()) == name;
    }
    if (!replaced) result.emplace_back(inherited);
  }
  result.insert(result.end(), additions.begin(), additions.end());
  return result;
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

// Reads both pipes to their ends.
void drain(Pipe& out, std::string& out_text, Pipe& err, std::string& err_text) {
  std::array<char, 65536> buffer;
  while (out.read_end >= 0 || err.read_end >= 0) {
    pollfd polled[2] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}}; // poll skips negative numbers
    if (::poll(polled, 2, -1) < 0 && errno != EINTR) return;
    for (int i = 0; i < 2; ++i) {
      if (polled[i].revents == 0) continue;
      int& end = i == 0 ? out.read_end : err.read_end;
      ssize_t got = ::read(end, buffer.data(), buffer.size());
      if (got > 0) (i == 0 ? out_text : err_text).append(buffer.data(), static_cast<std::size_t>(got));
      else if (got == 0 || errno != EINTR) Pipe::close(end);
    }
  }
}

} // namespace

std::string ProcessResult::outcome() const {
  if (!not_started.empty()) return not_started;
  if (signal != 0) return fmt::format("signal {} ({})", signal, ::strsignal(signal));
  return fmt::format("exit status {}", exit_status);
}

ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options) {
  ProcessResult result;
  Pipe out, err;
  if (command.empty() || !out.open() || !err.open()) {
    result.not_started = command.empty() ? "the command is empty" : std::strerror(errno);
    return result;
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.write_end, 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.write_end, 2);
  if (!options.directory.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());

  std::vector<std::string> environment = environment_with(options.environment);
  pid_t pid = -1;
  int failure = ::posix_spawnp(&pid, command[0].c_str(), &actions, nullptr, pointers(command).data(),
                               pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    result.not_started = std::strerror(failure);
    return result;
  }
  Pipe::close(out.write_end);
  Pipe::close(err.write_end);
  drain(out, result.out, err, result.err);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  else result.exit_status = WEXITSTATUS(status);
  return result;
}

std::string find_program(const std::string& name) {
  auto runnable = [](const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.empty()) return {};
  if (name.find('/') != std::string::npos) return runnable(name) ? name : std::string();
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    std::size_t colon = rest.find(':');
    std::string_view folder = rest.substr(0, colon);
    std::string candidate = folder.empty() ? name : fmt::format("{}/{}", folder, name);
    if (runnable(candidate)) return candidate;
    if (colon == std::string_view::npos) return {};
    rest.remove_prefix(colon + 1);
  }
}

std::string command_text(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) {
    if (!text.empty()) text += ' ';
    auto plain = [](char c) {
      return is_name_char(c) || std::string_view("-+=/.,:@%").find(c) != std::string_view::npos;
    };
    bool quote = word.empty() || word.find('$') != std::string::npos;
    for (char c : word) quote = quote || !plain(c);
    if (!quote) {
      text += word;
      continue;
    }
    text += '\'';
    for (char c : word) {
      if (c == '\'') text += "'\\''";
      else text += c;
    }
    text += '\'';
  }
  return text;
}

std::vector<std::string> split_words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false; // a word was begun, perhaps an empty quoted one
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      else if (c == '\\' && quote == '"' && i + 1 < line.size() &&
               (line[i + 1] == '"' || line[i + 1] == '\\'))
        word += line[++i];
      else word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      inside = true;
    } else if (c == '\\' && i + 1 < line.size()) {
      word += line[++i];
      inside = true;
    } else if (is_blank(c) || c == '\n' || c == '\r') {
      if (inside) words.push_back(word);
      word.clear();
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (inside) words.push_back(word);
  return words;
}

} // namespace isotach
