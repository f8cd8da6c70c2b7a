#include "interfaces/f2py/signature_statements.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/f2py/lines.h"
#include "semantics/kinds.h"

namespace isotach {

namespace {

constexpr std::string_view code_mark = "'''";

class StatementReader {
 public:
  StatementReader(const std::vector<std::string>& folders, std::vector<std::unique_ptr<SourceFile>>& included,
                  Diagnostics& diagnostics)
      : folders_(folders), included_(included), diagnostics_(diagnostics) {}

  std::vector<SignatureStatement> read(const SourceFile& file) {
    take(file);
    return std::move(all_);
  }

 private:
  void take(const SourceFile& file) {
    bool open = false, code = false; // the statement before goes on; C code does
    Location at;
    for (std::uint32_t line = 1; line <= file.line_count(); ++line) {
      std::string_view whole = file.line_text(line);
      at = {&file, file.line_begin(line), file.line_begin(line) + static_cast<std::uint32_t>(whole.size())};
      if (code) {
        code = whole.find(code_mark) == std::string_view::npos;
        all_.back().text += fmt::format("\n{}", whole);
        continue;
      }
      std::size_t fence = whole.find(code_mark);
      std::string_view text =
          trim(fence == std::string_view::npos ? without_comment(whole) : std::string_view(whole));
      if (text.empty()) continue;
      at.begin += static_cast<std::uint32_t>(text.data() - whole.data());
      at.end = at.begin + static_cast<std::uint32_t>(text.size());
      if (fence != std::string_view::npos) {
        code = whole.find(code_mark, fence + code_mark.size()) == std::string_view::npos;
        all_.push_back({std::string(text), at});
        continue;
      }
      if (text.starts_with('&')) text = trim(text.substr(1));
      bool more = text.ends_with('&');
      if (more) text = trim(text.substr(0, text.size() - 1));
      if (open) all_.back().text += fmt::format(" {}", text);
      else if (!include(text, file, at)) all_.push_back({std::string(text), at});
      open = more;
    }
    if (code) fail(at, fmt::format("C code has no end ({})", code_mark));
  }

  void fail(const Location& at, const std::string& why) {
    diagnostics_.report(kinds::SignatureWrong, at, why);
  }

  // include 'FILE', beside the file that says so or in one of the folders.
  bool include(std::string_view text, const SourceFile& file, const Location& at) {
    if (!starts_with_ignoring_case(text, "include")) return false;
    text = trim(text.substr(7));
    if (text.size() < 3 || (text.front() != '\'' && text.front() != '"') || text.back() != text.front())
      return false;
    std::string name(text.substr(1, text.size() - 2));
    if (included_.size() > 100) return fail(at, fmt::format("'{}' includes itself", name)), true;
    std::size_t slash = file.path().rfind('/');
    std::vector<std::string> places{slash == std::string::npos ? name
                                                               : file.path().substr(0, slash + 1) + name};
    for (const std::string& folder : folders_) places.push_back(fmt::format("{}/{}", folder, name));
    if (name.starts_with('/')) places = {name};
    for (const std::string& place : places) {
      ReadFailure failure;
      auto found = read_source(place, failure);
      if (!found) continue;
      included_.push_back(std::move(found));
      take(*included_.back());
      return true;
    }
    fail(at, fmt::format("the file '{}' that it includes is not there", name));
    return true;
  }

  const std::vector<std::string>& folders_;
  std::vector<std::unique_ptr<SourceFile>>& included_;
  Diagnostics& diagnostics_;
  std::vector<SignatureStatement> all_;
};

} // namespace

std::vector<SignatureStatement> signature_statements(const SourceFile& file,
                                                     const std::vector<std::string>& include_folders,
                                                     std::vector<std::unique_ptr<SourceFile>>& included,
                                                     Diagnostics& diagnostics) {
  return StatementReader(include_folders, included, diagnostics).read(file);
}

} // namespace isotach
