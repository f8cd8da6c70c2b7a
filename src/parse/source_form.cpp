// Where a file fails in the form of its name it is tried in the other, if a line of it looks like that: it is
// read so when it then has no error, and reported as that alone when it has far fewer. A file without errors
// costs nothing.
#include "parse/source_form.h"

#include <algorithm>
#include <cstring>

#include "base/strings.h"
#include "parse/kinds.h"

namespace isotach {

namespace {

// Does some line look as it can in this form only? A statement that has blanks in wrong places reads clean
// as fixed form, and is none.
bool has_sign_of(SourceForm form, std::string_view text) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    char first = to_lower(line[0]);
    bool comment = first == 'c' || first == '*' || first == 'd';
    std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    if (form == SourceForm::fixed) {
      bool blank_after = line.size() == 1 || !is_name_char(line[1]);
      bool continues =
          begin == 5 && line.size() > 6 && !is_letter(line[5]) && !std::strchr("!#'\"(", line[5]);
      if ((comment && first != 'd' && blank_after) || continues) return true;
    } else if ((begin < 5 && is_letter(line[begin]) && !comment) || line.back() == '&') {
      return true;
    }
  }
  return false;
}

} // namespace

Tree parse(const SourceFile& source, const ParseOptions& options, Diagnostics& diagnostics) {
  Diagnostics own;
  Tree tree = parse_in_form(source, options, own);
  ParseOptions other = options;
  other.lex.form = options.lex.form == SourceForm::free ? SourceForm::fixed : SourceForm::free;
  if (options.either_form && own.errors() > 0 && has_sign_of(other.lex.form, source.text())) {
    std::string_view name = other.lex.form == SourceForm::free ? "free" : "fixed";
    Location place{&source, 0, 0};
    Diagnostics found;
    Tree found_tree = parse_in_form(source, other, found);
    if (found.errors() == 0) {
      diagnostics.append(std::move(found));
      diagnostics.report(kinds::ReadInOtherForm, place, name);
      return found_tree;
    }
    if (found.errors() * 4 <= own.errors()) {
      auto is_error = [](const Diagnostic& message) { return message.severity == Severity::error; };
      const Diagnostic& first = *std::ranges::find_if(found.all(), is_error);
      own.clear();
      Diagnostic& error = own.report(kinds::LooksLikeOtherForm, place, name, found.errors(), name);
      error.notes.push_back({first.location, first.message});
    }
  }
  diagnostics.append(std::move(own));
  return tree;
}

} // namespace isotach
