#include "toolchain/messages.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>

#include "base/strings.h"
#include "toolchain/kinds.h"

namespace isotach {

namespace {

struct Parsed {
  std::string path; // empty: the compiler itself speaks
  unsigned line = 0, column = 0;
  Severity severity = Severity::error;
  std::string text;
};

bool take_number(std::string_view& text, unsigned& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ':') return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return true;
}

// "Error: text", "fatal error: text"; strips the word.
std::optional<Severity> take_severity(std::string_view& text) {
  struct Word {
    std::string_view word;
    Severity severity;
  };
  constexpr Word words[] = {{"Fatal Error: ", Severity::error},
                            {"Error: ", Severity::error},
                            {"internal compiler error: ", Severity::error},
                            {"Warning: ", Severity::warning},
                            {"note: ", Severity::note}};
  for (const Word& word : words)
    if (starts_with_ignoring_case(text, word.word)) {
      text.remove_prefix(word.word.size());
      return word.severity;
    }
  return std::nullopt;
}

// "NVFORTRAN-S-0034-Syntax error at or near x (PATH: LINE)"; the letter is I, W, S or F.
std::optional<Parsed> parse_nvidia_line(std::string_view line) {
  constexpr std::string_view head = "NVFORTRAN-";
  if (line.substr(0, head.size()) != head || line.size() < head.size() + 7) return std::nullopt;
  char letter = line[head.size()];
  Parsed parsed;
  parsed.severity = letter == 'I' ? Severity::note : letter == 'W' ? Severity::warning : Severity::error;
  std::string_view text = line.substr(head.size() + 7); // "S-0034-"
  std::size_t open = text.rfind(" (");
  if (open != std::string_view::npos && text.back() == ')') {
    std::string_view place = text.substr(open + 2, text.size() - open - 3);
    if (std::size_t colon = place.rfind(": "); colon != std::string_view::npos) {
      std::string number = std::string(place.substr(colon + 2)) + ":";
      std::string_view rest = number;
      if (take_number(rest, parsed.line)) parsed.path = place.substr(0, colon);
    } else {
      parsed.path = place;
    }
    if (!parsed.path.empty()) text = text.substr(0, open);
  }
  parsed.text = text;
  return parsed;
}

std::optional<Parsed> parse_line(std::string_view line) {
  if (auto parsed = parse_nvidia_line(line)) return parsed;
  // "PATH:LINE:COLUMN: Error: ..."; a path may hold colons, so every colon is tried.
  for (std::size_t colon = 0; (colon = line.find(':', colon)) != std::string_view::npos; ++colon) {
    Parsed parsed;
    std::string_view rest = line.substr(colon + 1);
    if (colon != 0 && take_number(rest, parsed.line)) {
      take_number(rest, parsed.column); // the preprocessor gives none at times
      rest = trim(rest);
      auto severity = take_severity(rest);
      if (!severity) continue;
      parsed.path = line.substr(0, colon);
      parsed.severity = *severity;
      parsed.text = rest;
      return parsed;
    }
    rest = trim(line.substr(colon + 1));
    std::string_view program = line.substr(0, colon);
    if (program.find(' ') == std::string_view::npos)
      if (auto severity = take_severity(rest)) return Parsed{{}, 0, 0, *severity, std::string(rest)};
  }
  return std::nullopt;
}

template <class Each> void for_lines(std::string_view text, Each each) {
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    each(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// The name in "Cannot open module file 'NAME.mod' for reading", "Unable to open MODULE file NAME.mod".
std::string missing_module(const std::string& text) {
  for (std::string_view head : {"Cannot open module file '", "Unable to open MODULE file "}) {
    std::size_t at = text.find(head);
    if (at == std::string::npos) continue;
    std::string_view rest = std::string_view(text).substr(at + head.size());
    std::size_t end = rest.find(".mod");
    if (end != std::string_view::npos) return std::string(rest.substr(0, end));
  }
  return {};
}

std::set<std::string> undefined_symbols(const std::string& object) {
  std::set<std::string> result;
  int fd = ::open(object.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return result;
  ::elf_version(EV_CURRENT);
  Elf* elf = ::elf_begin(fd, ELF_C_READ, nullptr);
  for (Elf_Scn* section = nullptr; elf && (section = ::elf_nextscn(elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) continue;
    Elf_Data* data = ::elf_getdata(section, nullptr);
    for (std::size_t i = 1; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (!::gelf_getsym(data, static_cast<int>(i), &symbol) || symbol.st_shndx != SHN_UNDEF) continue;
      if (const char* name = ::elf_strptr(elf, header.sh_link, symbol.st_name)) result.emplace(name);
    }
  }
  if (elf) ::elf_end(elf);
  ::close(fd);
  return result;
}

// What stands in quotes after "undefined reference to", or after "undefined symbol: ".
std::string undefined_name(std::string_view line) {
  constexpr std::string_view gnu = "undefined reference to ", lld = "undefined symbol: ";
  if (std::size_t at = line.find(gnu); at != std::string_view::npos) {
    std::string_view rest = line.substr(at + gnu.size() + 1);
    return std::string(rest.substr(0, rest.find('\'')));
  }
  if (std::size_t at = line.find(lld); at != std::string_view::npos)
    return std::string(trim(line.substr(at + lld.size())));
  return {};
}

// The place in "ld: /path/a.f90:6: warning: undefined reference to ...", which debug line tables allow.
Location link_place(std::string_view line, MessageFiles& files) {
  line = line.substr(0, line.find("undefined reference"));
  for (std::size_t colon = line.rfind(':'); colon != std::string_view::npos && colon != 0;
       colon = line.rfind(':', colon - 1)) {
    std::string_view rest = line.substr(colon + 1);
    unsigned number = 0;
    if (!take_number(rest, number)) continue;
    std::string_view path = line.substr(0, colon);
    std::size_t head = path.find(": ");
    if (head != std::string_view::npos) path.remove_prefix(head + 2);
    return files.place(std::string(path), number, 0);
  }
  return {};
}

// The offload compiler runs inside the link: procedures of compute regions that have no GPU code, and other
// errors it finds in the user's files.
bool report_device_message(std::string_view line, MessageFiles& files, Diagnostics& diagnostics) {
  constexpr std::string_view unresolved = "unresolved symbol ",
                             unmarked = "has been referenced in offloaded code";
  if (line.substr(0, unresolved.size()) == unresolved) {
    diagnostics.report(kinds::NoDeviceCode, {},
                       symbol_words(std::string(trim(line.substr(unresolved.size())))));
    return true;
  }
  auto parsed = parse_line(line);
  if (!parsed || parsed->path.empty() || parsed->severity != Severity::error) return false;
  Location place = files.place(parsed->path, parsed->line, parsed->column);
  if (!place.file) return false;
  std::size_t open = parsed->text.find('\''), close = parsed->text.find('\'', open + 1);
  if (parsed->text.find(unmarked) != std::string::npos && close != std::string::npos)
    diagnostics.report(kinds::NoDeviceCode, place, parsed->text.substr(0, close + 1));
  else diagnostics.report(kinds::CompilerError, place, parsed->text);
  return true;
}

// Compilers link the run-time library of directives themselves when they are told to read those.
std::string_view missing_symbol_remedy(std::string_view name) {
  if (name.starts_with("omp_") || name.starts_with("GOMP_")) return "compile with --fflags=-fopenmp";
  if (name.starts_with("acc_") || name.starts_with("GOACC_")) return "build with --target openacc";
  return "add its source, or its library with -l";
}

void report_missing_symbol(const std::string& name, Location place,
                           const std::vector<ObjectOfSource>& objects, MessageFiles& files,
                           Diagnostics& diagnostics) {
  std::string sources;
  for (const ObjectOfSource& object : objects)
    if (undefined_symbols(object.object).count(name))
      sources += (sources.empty() ? "'" : ", '") + object.source + "'";
  if (place.file && std::none_of(objects.begin(), objects.end(), [&](const ObjectOfSource& object) {
        return files.find(object.source) == place.file;
      }))
    place = {};
  diagnostics.report(kinds::SymbolMissing, place, symbol_words(name), sources.empty() ? "a library" : sources,
                     name, missing_symbol_remedy(name));
}

} // namespace

void MessageFiles::add(const SourceFile* file) {
  std::error_code error;
  std::lock_guard lock(mutex_);
  known_[std::filesystem::absolute(file->path(), error).lexically_normal().string()] = file;
}

const SourceFile* MessageFiles::find(const std::string& path) {
  std::error_code error;
  std::string name = std::filesystem::absolute(path, error).lexically_normal().string();
  std::lock_guard lock(mutex_);
  auto [entry, added] = known_.try_emplace(name, nullptr);
  if (added) {
    ReadFailure failure;
    if (auto file = read_source(path, failure)) entry->second = owned_.emplace_back(std::move(file)).get();
  }
  return entry->second;
}

Location MessageFiles::place(const std::string& path, unsigned line, unsigned column) {
  const SourceFile* file = find(path);
  if (!file || line == 0 || line > file->line_count()) return {file, 0, 0};
  std::uint32_t begin = file->line_begin(line);
  auto size = static_cast<std::uint32_t>(file->line_text(line).size());
  if (column == 0) {
    std::string_view text = file->line_text(line);
    auto blanks = static_cast<std::uint32_t>(std::min(text.find_first_not_of(" \t"), text.size()));
    return {file, begin + blanks, begin + size};
  }
  // gfortran often points at the blank before what it means.
  std::uint32_t at = begin + std::min<std::uint32_t>(column - 1, size);
  while (at + 1 < begin + size && is_blank(file->text()[at])) ++at;
  return {file, at, at + 1};
}

void report_compiler_messages(const std::string& text, const std::string& source, bool failed,
                              bool with_warnings, MessageFiles& files, Diagnostics& diagnostics) {
  std::vector<Parsed> messages;
  for_lines(text, [&](std::string_view line) {
    if (auto parsed = parse_line(line)) messages.push_back(std::move(*parsed));
  });
  std::size_t errors_before = diagnostics.errors();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Parsed* message = &messages[i];
    // gfortran gives the first of two places in a message of its own that reads "(1)".
    const Parsed* second = nullptr;
    if (message->text == "(1)" && i + 1 < messages.size()) second = &messages[++i];
    const std::string& words = second ? second->text : message->text;
    if (message->severity == Severity::note || words.substr(0, 27) == "some warnings being treated") continue;
    if (message->severity == Severity::warning && !with_warnings) continue;
    Location place = message->path.empty() ? Location{files.find(source), 0, 0}
                                           : files.place(message->path, message->line, message->column);
    DiagnosticKind kind =
        message->severity == Severity::warning ? kinds::CompilerWarning : kinds::CompilerError;
    if (std::string module = missing_module(words); !module.empty()) {
      diagnostics.report(kinds::ModuleFileMissing, place, module);
      continue;
    }
    Diagnostic& diagnostic = diagnostics.report(kind, place, words);
    if (second)
      diagnostic.notes.push_back({files.place(second->path, second->line, second->column), "this is (2)"});
  }
  if (failed && diagnostics.errors() == errors_before)
    diagnostics.report(kinds::CompilerFailed, {}, source)
        .notes.push_back({{}, "it said: " + std::string(trim(text))});
}

void report_link_messages(const std::string& text, bool failed, const std::vector<ObjectOfSource>& objects,
                          MessageFiles& files, Diagnostics& diagnostics) {
  std::set<std::string> told;
  std::size_t errors_before = diagnostics.errors();
  for_lines(text, [&](std::string_view line) {
    constexpr std::string_view cannot_find = "cannot find -l", lld_cannot_find = "unable to find library -l";
    for (std::string_view words : {cannot_find, lld_cannot_find})
      if (std::size_t at = line.find(words); at != std::string_view::npos) {
        std::string_view name = line.substr(at + words.size());
        name = name.substr(0, name.find_first_of(": "));
        diagnostics.report(kinds::LibraryMissing, {}, name);
        return;
      }
    if (report_device_message(line, files, diagnostics)) return;
    std::string name = undefined_name(line);
    bool python = name.substr(0, 2) == "Py" || name.substr(0, 3) == "_Py";
    if (name.empty() || python || !told.insert(name).second) return;
    report_missing_symbol(name, link_place(line, files), objects, files, diagnostics);
  });
  if (failed && diagnostics.errors() == errors_before)
    diagnostics.report(kinds::LinkFailed, {}).notes.push_back({{}, "it said: " + std::string(trim(text))});
}

std::string symbol_words(const std::string& symbol) {
  std::size_t module = symbol.find("_MOD_");
  if (symbol.substr(0, 2) == "__" && module != std::string::npos)
    return fmt::format("procedure or variable '{}' of module '{}'", symbol.substr(module + 5),
                       symbol.substr(2, module - 2));
  if (symbol.size() > 1 && symbol.back() == '_' && symbol.front() != '_')
    return fmt::format("external procedure '{}'", symbol.substr(0, symbol.size() - 1));
  return fmt::format("'{}'", symbol);
}

} // namespace isotach
