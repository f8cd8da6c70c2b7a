// f2py puts what calls module procedures into -f2pywrappers2.f90 and the rest of its Fortran into
// -f2pywrappers.f, and builds compile what f2py has given them in the past: the second file is there for
// modules alone. So all of our Fortran goes into the second where there is a module, and into the first where
// there is none.
#include "driver/f2py_sources.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "driver/kinds.h"
#include "source/source.h"

namespace isotach {

namespace {

// The procedure that a place belongs to; null: none.
ProcedureInfo* procedure_at(const Location& place, Interfaces& interfaces) {
  ProcedureInfo* found = nullptr;
  auto look = [&](std::vector<ProcedureInfo>& procedures) {
    for (ProcedureInfo& procedure : procedures)
      if (procedure.location.file == place.file && procedure.location.begin <= place.begin &&
          (!found || found->location.begin <= procedure.location.begin))
        found = &procedure;
  };
  look(interfaces.procedures);
  for (ModuleInfo& module : interfaces.modules) look(module.procedures);
  return found;
}

// The name as it stands first in its declaration; empty: not there.
std::string declared_spelling(const std::string& name, const Location& place) {
  if (!place.file) return {};
  std::string_view text = place.file->text().substr(place.begin, place.end - place.begin);
  for (std::size_t at = 0; at + name.size() <= text.size(); ++at) {
    bool begins = at == 0 || !is_name_char(text[at - 1]);
    std::size_t end = at + name.size();
    if (begins && equals_ignoring_case(text.substr(at, name.size()), name) &&
        (end == text.size() || !is_name_char(text[end])))
      return std::string(text.substr(at, name.size()));
  }
  return {};
}

constexpr std::size_t fixed_columns = 66; // 7 to 72

// A statement in lines that can be joined again: none is cut inside of quotes.
std::string fixed_statement(std::string_view statement) {
  std::string text;
  bool first = true;
  while (!statement.empty()) {
    std::size_t length = std::min(statement.size(), fixed_columns);
    if (length < statement.size()) {
      std::size_t last = 0; // where a cut is outside of quotes
      char quote = '\0';
      for (std::size_t i = 0; i < length; ++i) {
        if (quote == '\0') last = i;
        if (quote) quote = statement[i] == quote ? '\0' : quote;
        else if (statement[i] == '\'' || statement[i] == '"') quote = statement[i];
      }
      if (quote == '\0') last = length;
      length = last == 0 ? length : last;
    }
    text += fmt::format("     {}{}\n", first ? ' ' : '&', statement.substr(0, length));
    statement.remove_prefix(length);
    first = false;
  }
  return text;
}

} // namespace

FrontEnd read_for_f2py(const std::vector<std::string>& sources, FrontEndOptions options, Timings* timings,
                       Diagnostics& diagnostics) {
  auto found = std::make_unique<Diagnostics>();
  FrontEnd front = run_front_end(sources, options, timings, *found);
  if (found->errors() != 0 && options.fixed_columns == 72) {
    options.fixed_columns = 100'000;
    auto longer = std::make_unique<Diagnostics>();
    FrontEnd again = run_front_end(sources, options, timings, *longer);
    if (longer->errors() < found->errors()) {
      front = std::move(again);
      found = std::move(longer);
    }
  }
  for (const Diagnostic& one : found->all()) {
    ProcedureInfo* procedure = one.severity == Severity::error && one.location.file
                                   ? procedure_at(one.location, front.interfaces)
                                   : nullptr;
    if (!procedure) {
      diagnostics.copy(one);
      continue;
    }
    diagnostics.report(kinds::F2pySourceWrong, one.location, procedure->name, one.message);
    procedure->not_wrappable = one.message;
  }
  return front;
}

void spell_as_declared(Interfaces& interfaces) {
  auto spell = [](std::vector<VariableInfo>& variables) {
    for (VariableInfo& variable : variables)
      variable.spelled = declared_spelling(variable.name, variable.location);
  };
  auto all = [&](std::vector<ProcedureInfo>& procedures) {
    for (ProcedureInfo& procedure : procedures) {
      spell(procedure.arguments);
      if (!procedure.module.empty())
        procedure.spelled = declared_spelling(procedure.name, procedure.location);
    }
  };
  all(interfaces.procedures);
  for (ModuleInfo& module : interfaces.modules) {
    all(module.procedures);
    spell(module.variables);
  }
  for (CommonBlockInfo& block : interfaces.commons) spell(block.variables);
}

std::string in_fixed_form(const std::string& free_form) {
  std::string text, statement;
  std::size_t begin = 0;
  while (begin < free_form.size()) {
    std::size_t end = std::min(free_form.find('\n', begin), free_form.size());
    std::string_view line = trim(std::string_view(free_form).substr(begin, end - begin));
    begin = end + 1;
    if (line.empty()) continue;
    if (line[0] == '!') {
      text += fmt::format("{}\n", line);
      continue;
    }
    if (line[0] == '&') line.remove_prefix(1);
    bool more = line.ends_with('&');
    if (more) line.remove_suffix(1);
    statement += line;
    if (more) continue;
    text += fixed_statement(statement);
    statement.clear();
  }
  return text;
}

std::string write_f2py_sources(const Extension& extension, const BuildCommand& command,
                               Diagnostics& diagnostics) {
  std::filesystem::path folder(command.f2py_folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string& name = command.settings.module;
  bool modules = !extension.uses.empty();
  std::string module_path = (folder / (name + "module.c")).string();
  struct File {
    std::string path;
    std::string text;
  };
  const std::string none = "! Nothing of this module needs this file.\n";
  bool empty = extension.fortran_source.empty();
  File files[] = {
      {module_path, extension.c_source},
      {(folder / (name + "-f2pywrappers.f")).string(),
       empty || modules ? none : in_fixed_form(extension.fortran_source)},
      {(folder / (name + "-f2pywrappers2.f90")).string(), modules ? extension.fortran_source : none}};
  for (const File& file : files) {
    if (command.skip_empty_wrappers && file.text == none) continue;
    if (auto reason = write_file(file.path, file.text)) {
      diagnostics.report(kinds::CannotWrite, {}, file.path, *reason);
      return {};
    }
  }
  return module_path;
}

} // namespace isotach
