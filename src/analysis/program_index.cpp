#include "analysis/program_index.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/strings.h"
#include "base/threads.h"

namespace isotach {

namespace {

// The words of a line, one after the other.
class LineWords {
 public:
  explicit LineWords(std::string_view line) : rest_(line) {}
  std::string next() {
    skip_blanks();
    std::size_t end = 0;
    while (end < rest_.size() &&
           (is_letter(rest_[end]) || (end > 0 && (is_digit(rest_[end]) || rest_[end] == '_'))))
      ++end;
    std::string word = lower(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return word;
  }
  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool ends() {
    skip_blanks();
    return rest_.empty() || rest_[0] == '!' || rest_[0] == ';';
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t' || rest_[0] == '\r'))
      rest_.remove_prefix(1);
  }
  std::string_view rest_;
};

void add(std::vector<std::string>& list, std::string name) {
  if (!name.empty() && std::ranges::find(list, name) == list.end()) list.push_back(std::move(name));
}

} // namespace

FileIndex index_text(std::string_view text) {
  FileIndex index;
  bool in_module = false;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    char c = static_cast<char>(line[begin] | 0x20);
    // A line of another statement is passed by its first letter; CALL may stand behind IF (...).
    std::size_t call = line.find_first_of("cC");
    while (call != std::string_view::npos && call + 5 < line.size() &&
           !equals_ignoring_case(line.substr(call, 5), "call "))
      call = line.find_first_of("cC", call + 1);
    if (call != std::string_view::npos && call + 5 < line.size())
      add(index.calls, LineWords(line.substr(call + 5)).next());
    static constexpr std::string_view first_letters = "musefrpicdlt";
    if (first_letters.find(c) == std::string_view::npos) continue;
    LineWords words(line);
    std::string word = words.next();
    if (word == "module") {
      std::string name = words.next();
      if (words.ends() && !name.empty()) add(index.modules, name), in_module = true;
    } else if (word == "submodule" && words.take('(')) {
      std::string ancestor = words.next();
      if (words.take(':')) words.next();
      if (!words.take(')')) continue;
      add(index.modules, ancestor + ":" + words.next());
      add(index.uses, ancestor);
      in_module = true;
    } else if (word == "use") {
      if (words.take(',')) { words.next(); }
      if (words.take(':')) words.take(':');
      add(index.uses, words.next());
    } else if (word == "end") {
      std::string what = words.next();
      if (what == "module" || what == "submodule") in_module = false;
    } else if (word == "endmodule" || word == "endsubmodule") {
      in_module = false;
    } else if (!in_module) {
      for (int steps = 0; steps < 8 && !word.empty(); ++steps) {
        if (word == "subroutine" || word == "function") {
          add(index.externals, words.next());
          break;
        }
        word = words.next();
      }
    }
  }
  return index;
}

ProgramIndex index_files(const std::vector<std::string>& paths, unsigned threads) {
  ProgramIndex index;
  index.paths = paths;
  index.files.resize(paths.size());
  parallel_for(paths.size(), threads, [&](std::size_t i) {
    std::ifstream file(paths[i], std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    index.files[i] = index_text(text);
  });
  return index;
}

std::vector<std::string> files_needed(const ProgramIndex& given, const ProgramIndex& known) {
  std::set<std::string, std::less<>> paths(given.paths.begin(), given.paths.end());
  std::map<std::string_view, std::size_t> modules, externals; // defined by a file of `known`
  std::set<std::string_view> here;                            // by a given file
  for (std::size_t i = 0; i < known.paths.size(); ++i) {
    for (const std::string& name : known.files[i].modules) modules.emplace(name, i);
    for (const std::string& name : known.files[i].externals) externals.emplace(name, i);
  }
  std::map<std::string_view, std::vector<std::size_t>> submodules; // bodies of a module's procedures
  for (std::size_t i = 0; i < known.paths.size(); ++i)
    for (const std::string& name : known.files[i].modules)
      if (std::size_t colon = name.find(':'); colon != std::string::npos)
        submodules[std::string_view(name).substr(0, colon)].push_back(i);
  for (const FileIndex& file : given.files) {
    for (const std::string& name : file.modules) here.insert(name);
    for (const std::string& name : file.externals) here.insert(name);
  }
  std::vector<bool> taken(known.paths.size(), false);
  std::vector<const FileIndex*> open;
  for (const FileIndex& file : given.files) open.push_back(&file);
  auto take = [&](std::size_t i) {
    if (taken[i] || paths.contains(known.paths[i])) return;
    taken[i] = true;
    open.push_back(&known.files[i]);
  };
  while (!open.empty()) {
    const FileIndex& file = *open.back();
    open.pop_back();
    for (const std::string& name : file.uses) {
      if (here.contains(name)) continue;
      if (auto found = modules.find(name); found != modules.end()) take(found->second);
      if (auto found = submodules.find(name); found != submodules.end())
        for (std::size_t i : found->second) take(i);
    }
    for (const std::string& name : file.calls)
      if (auto found = externals.find(name); found != externals.end() && !here.contains(name))
        take(found->second);
  }
  std::vector<std::string> needed;
  for (std::size_t i = 0; i < taken.size(); ++i)
    if (taken[i]) needed.push_back(known.paths[i]);
  return needed;
}

} // namespace isotach
