// Statements are joined from lines and told apart by their first words; blocks are a stack of what is open.
#include "interfaces/f2py/signature_file.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/callbacks.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"
#include "semantics/kinds.h"
#include "source/source.h"

namespace isotach {

namespace {

struct Statement {
  std::string text;
  Location location;
};

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_char(text[end])) ++end;
  return text.substr(0, end);
}

class SignatureReader {
 public:
  SignatureReader(const SourceFile& file, const Interfaces& fortran, Diagnostics& diagnostics)
      : file_(file), fortran_(fortran), diagnostics_(diagnostics) {}

  Signatures read() {
    for (const Statement& statement : statements()) {
      at_ = statement.location;
      take(statement.text);
    }
    if (!open_.empty()) fail(fmt::format("'{}' is not ended", open_.back()));
    else if (result_.module.empty() && !failed_) fail("it has no 'python module NAME'");
    return std::move(result_);
  }

 private:
  void fail(const std::string& why) {
    failed_ = true;
    diagnostics_.report(kinds::SignatureWrong, at_, why);
  }

  std::vector<Statement> statements() {
    std::vector<Statement> all;
    bool open = false, code = false;
    for (std::uint32_t line = 1; line <= file_.line_count(); ++line) {
      std::string_view whole = file_.line_text(line);
      at_ = {&file_, file_.line_begin(line),
             file_.line_begin(line) + static_cast<std::uint32_t>(whole.size())};
      bool fence = whole.find("'''") != std::string_view::npos;
      if (fence && !code)
        fail("it holds C code (''' ... '''); put that into a source of its own and call it");
      if (fence) code = !code && whole.find("'''", whole.find("'''") + 3) == std::string_view::npos;
      if (fence || code) continue;
      std::string_view text = trim(without_comment(whole));
      if (text.empty()) continue;
      if (text.starts_with('&')) text = trim(text.substr(1));
      bool more = text.ends_with('&');
      if (more) text = trim(text.substr(0, text.size() - 1));
      if (open) all.back().text += fmt::format(" {}", text);
      else all.push_back({std::string(text), at_});
      open = more;
    }
    return all;
  }

  bool in_procedure() const {
    return !open_.empty() && (open_.back() == "subroutine" || open_.back() == "function");
  }
  bool is_open(std::string_view block) const {
    return std::find(open_.begin(), open_.end(), block) != open_.end();
  }

  void take(const std::string& text) {
    std::string low = lower(text), word(first_word(low));
    if (word == "end" || word.starts_with("end")) return end(low);
    if (low.starts_with("python module")) return begin_python_module(std::string(trim(low.substr(13))));
    if (!is_open("python module")) return fail(fmt::format("'{}' stands outside 'python module'", text));
    if (in_procedure()) return line(text, low);
    if (word == "interface" || low.starts_with("block data")) {
      if (word != "interface")
        fail("BLOCK DATA is not read from a signature file; COMMON blocks come from the Fortran source");
      return open_.push_back(word == "interface" ? "interface" : "block data");
    }
    if (word == "module") {
      module_ = trim(low.substr(6));
      result_.interfaces.modules.emplace_back();
      result_.interfaces.modules.back().name = module_;
      result_.interfaces.modules.back().location = at_;
      return open_.push_back("module");
    }
    if (begins_procedure(low)) return begin_procedure(low);
    if (word == "usercode" || word == "pymethoddef")
      return fail(fmt::format("'{}' is C code; put it into a source of its own", word));
    if (!module_.empty()) return module_variables(text);
    if (open_.back() == "block data" || word == "use") return;
    fail(fmt::format("'{}' is not understood", text));
  }

  static bool begins_procedure(const std::string& low) {
    for (std::string_view kind : {"subroutine", "function"}) {
      std::size_t at = low.find(kind);
      bool before = at == 0 || (at != std::string::npos && (is_blank(low[at - 1]) || low[at - 1] == ')'));
      bool behind =
          at != std::string::npos && at + kind.size() < low.size() && is_blank(low[at + kind.size()]);
      if (before && behind && low.find("::") == std::string::npos) return true;
    }
    return false;
  }

  void begin_python_module(const std::string& name) {
    if (name.find("__user__") != std::string::npos) user_ = lower(name); // describes callbacks
    else if (!result_.module.empty())
      fail(fmt::format("it has two modules, '{}' and '{}'", result_.module, name));
    else result_.module = name;
    open_.push_back("python module");
  }

  void end(const std::string& low) {
    if (open_.empty()) return fail("END without anything that is open");
    std::string said(trim(std::string_view(low).substr(3)));
    std::string block = open_.back();
    if (!said.empty() && !said.starts_with(block))
      return fail(fmt::format("'{}' ends here, and '{}' is open", said, block));
    open_.pop_back();
    if (block == "python module") user_.clear();
    if (block == "module") module_.clear();
    if (block == "subroutine" || block == "function") end_procedure();
  }

  void begin_procedure(const std::string& low) {
    bool function = low.find("subroutine") == std::string::npos;
    std::string kind = function ? "function" : "subroutine";
    std::size_t at = low.find(kind);
    open_.push_back(kind);
    procedure_ = {};
    lines_.clear();
    uses_.clear();
    procedure_.location = at_;
    procedure_.is_function = function;
    procedure_.module = module_;
    std::string_view rest = trim(std::string_view(low).substr(at + kind.size()));
    procedure_.name = first_word(rest);
    procedure_.result.name = procedure_.name;
    procedure_.result.type = implicit_type_of(procedure_.name);
    if (function && at > 0) {
      F2pyLine type =
          read_f2py_line(fmt::format("{} :: {}", trim(std::string_view(low).substr(0, at)), procedure_.name));
      if (type.has_type) procedure_.result.type = type.type;
    }
    rest = trim(rest.substr(procedure_.name.size()));
    if (procedure_.name.empty()) return fail(fmt::format("a name is missing after '{}'", kind));
    if (rest.starts_with('(')) {
      std::size_t close = rest.find(')');
      if (close == std::string_view::npos) return fail("a ')' is missing");
      for (const std::string& name : split_at_commas(rest.substr(1, close - 1))) {
        VariableInfo argument;
        argument.name = trim(name);
        argument.type = implicit_type_of(argument.name);
        argument.location = at_;
        if (!argument.name.empty()) procedure_.arguments.push_back(std::move(argument));
      }
      rest = trim(rest.substr(close + 1));
    }
    if (rest.starts_with("result")) {
      std::size_t from = rest.find('('), to = rest.find(')');
      if (from == std::string_view::npos || to == std::string_view::npos)
        return fail("RESULT needs a name in parentheses");
      procedure_.result.name = trim(rest.substr(from + 1, to - from - 1));
    }
  }

  void line(const std::string& text, const std::string& low) {
    std::string word(first_word(low));
    if (word == "use") return take_use(low);
    if (word == "implicit" || word == "entry") return;
    if (word == "threadsafe")
      return procedure_.directives.push_back({"f2py", {"threadsafe", "threadsafe"}, at_});
    if (word == "common")
      return fail("COMMON is not read from a signature file; it comes from the Fortran source");
    if (word == "fortranname") {
      procedure_.fortran_name = trim(std::string_view(low).substr(11));
      return;
    }
    if (word == "callstatement" || word == "callprotoargument" || word == "usercode" ||
        word == "pymethoddef") {
      procedure_.not_wrappable = fmt::format("its signature has {}, which is C code for f2py alone", word);
      return;
    }
    F2pyLine read = read_f2py_line(text);
    if (!read.error.empty()) return fail(fmt::format("'{}': {}", text, read.error));
    lines_.push_back({std::move(read), {text, at_}});
  }

  // use NAME__user__routines [, [only:] local => name, ...]
  void take_use(const std::string& low) {
    std::vector<std::string> items = split_at_commas(std::string_view(low).substr(3));
    Use use{std::string(trim(items[0])), {}};
    for (std::size_t i = 1; i < items.size(); ++i) {
      std::string_view item = trim(items[i]);
      if (item.starts_with("only") && item.find(':') != std::string_view::npos)
        item = trim(item.substr(item.find(':') + 1));
      std::size_t arrow = item.find("=>");
      if (arrow != std::string_view::npos)
        use.renamed.emplace_back(trim(item.substr(0, arrow)), trim(item.substr(arrow + 2)));
    }
    uses_.push_back(std::move(use));
  }

  // The callback that the used modules describe under a dummy's name.
  const ProcedureInfo* user_procedure(const std::string& dummy) const {
    for (const Use& use : uses_) {
      std::string name = dummy;
      for (const auto& [local, original] : use.renamed)
        if (local == dummy) name = original;
      auto found = users_.find(use.module);
      for (std::size_t i = 0; found != users_.end() && i < found->second.size(); ++i)
        if (found->second[i].name == name) return &found->second[i];
    }
    return nullptr;
  }

  // What the file says of dummies that are procedures.
  void join_user_procedures() {
    auto join_one = [&](VariableInfo& dummy) {
      const ProcedureInfo* user = user_procedure(dummy.name);
      if (!user) return;
      dummy.is_procedure = true;
      if (std::string why = join_callbacks(dummy, *user); !why.empty()) fail(why);
    };
    for (VariableInfo& argument : procedure_.arguments) join_one(argument);
    for (VariableInfo& external : procedure_.externals) join_one(external);
  }

  VariableInfo* variable(const std::string& name) {
    int argument = argument_number(procedure_, name);
    if (argument >= 0) return &procedure_.arguments[static_cast<std::size_t>(argument)];
    for (VariableInfo& external : procedure_.externals)
      if (external.name == name) return &external;
    return procedure_.is_function && (name == procedure_.result.name || name == procedure_.name)
               ? &procedure_.result
               : nullptr;
  }

  static bool is_callback(const F2pyLine& line) {
    return line.has("external") ||
           std::any_of(line.attributes.begin(), line.attributes.end(), [](const auto& attribute) {
             return attribute.first == "intent" && attribute.second.find("callback") != std::string::npos;
           });
  }

  void end_procedure() {
    Location end = at_;
    auto each = [&](auto body) {
      for (auto& [read, statement] : lines_)
        for (const F2pyEntity& entity : read.entities) {
          at_ = statement.location;
          if (std::string why = body(read, entity); !why.empty())
            fail(fmt::format("'{}': {}", statement.text, why));
        }
    };
    each([&](const F2pyLine& read, const F2pyEntity& entity) -> std::string {
      VariableInfo* found = variable(entity.name);
      if (!found && is_callback(read)) {
        VariableInfo external;
        external.name = entity.name;
        procedure_.externals.push_back(std::move(external));
        found = &procedure_.externals.back();
      }
      if (!found && entity.name == procedure_.name && read.has("intent")) {
        procedure_.not_wrappable = "it is a C function (intent(c)); call it through Fortran with BIND(C)";
        return {};
      }
      if (!found) return fmt::format("'{}' is not an argument of '{}'", entity.name, procedure_.name);
      return apply_f2py_line(read, entity, *found, true);
    });
    each([&](const F2pyLine& read, const F2pyEntity& entity) -> std::string {
      VariableInfo* found = variable(entity.name);
      return found ? apply_f2py_expressions(read, entity, *found, procedure_, true) : "";
    });
    at_ = procedure_.location;
    if (!user_.empty()) {
      at_ = end;
      return users_[user_].push_back(std::move(procedure_));
    }
    join_with_fortran();
    join_user_procedures();
    at_ = end;
    if (module_.empty()) result_.interfaces.procedures.push_back(std::move(procedure_));
    else result_.interfaces.modules.back().procedures.push_back(std::move(procedure_));
  }

  const ModuleInfo* fortran_module() const {
    for (const ModuleInfo& module : fortran_.modules)
      if (module.name == module_) return &module;
    return nullptr;
  }
  const ProcedureInfo* fortran_procedure(const std::string& name) const {
    const ModuleInfo* module = fortran_module();
    if (!module_.empty() && !module) return nullptr;
    for (const ProcedureInfo& procedure : module ? module->procedures : fortran_.procedures)
      if (procedure.name == name) return &procedure;
    return nullptr;
  }

  static bool agree(const TypeInfo& signature, const TypeInfo& fortran) {
    return signature.base == fortran.base && (signature.base == BaseType::character || signature.kind == 0 ||
                                              fortran.kind == 0 || signature.kind == fortran.kind);
  }

  // Fortran's declaration, with the signature's conventions.
  void join(VariableInfo& signature, const VariableInfo& fortran) {
    if (!signature.is_procedure && !fortran.is_procedure && !agree(signature.type, fortran.type))
      fail(fmt::format("it makes '{}' of '{}' {}, and Fortran declares {}", signature.name, procedure_.name,
                       signature.type.text, fortran.type.text));
    VariableInfo joined = fortran;
    joined.convention = signature.convention;
    joined.intent = Intent::unspecified;
    if (module_.empty()) joined.name = signature.name;
    bool explicit_bounds = fortran.shape == Shape::explicit_shape || fortran.shape == Shape::assumed_size;
    if (explicit_bounds && signature.shape != Shape::scalar && signature.shape != Shape::assumed_shape) {
      joined.dimensions = signature.dimensions;
      joined.shape = signature.shape;
    }
    signature = std::move(joined);
  }

  void join_with_fortran() {
    const ProcedureInfo* fortran =
        fortran_procedure(procedure_.fortran_name.empty() ? procedure_.name : procedure_.fortran_name);
    if (!fortran) {
      if (!module_.empty())
        fail(fmt::format("module '{}' with a procedure '{}' is in none of the sources", module_,
                         procedure_.name));
      return;
    }
    if (fortran->arguments.size() != procedure_.arguments.size())
      return fail(fmt::format("it gives '{}' {} arguments, and Fortran {}", procedure_.name,
                              procedure_.arguments.size(), fortran->arguments.size()));
    if (fortran->is_function != procedure_.is_function)
      return fail(fmt::format("'{}' is a {} in Fortran", procedure_.name,
                              fortran->is_function ? "FUNCTION" : "SUBROUTINE"));
    for (std::size_t i = 0; i < procedure_.arguments.size(); ++i)
      join(procedure_.arguments[i], fortran->arguments[i]);
    if (procedure_.is_function) procedure_.result = fortran->result;
    for (const VariableInfo& external : fortran->externals)
      for (VariableInfo& own : procedure_.externals)
        if (own.name == external.name) own.callback = external.callback;
    procedure_.bind_name = fortran->bind_name;
    procedure_.doc = fortran->doc;
    if (!fortran->not_wrappable.empty() && procedure_.not_wrappable.empty())
      procedure_.not_wrappable = fortran->not_wrappable;
    procedure_.location = fortran->location;
  }

  void module_variables(const std::string& text) {
    F2pyLine read = read_f2py_line(text);
    if (!read.error.empty()) return fail(fmt::format("'{}': {}", text, read.error));
    const ModuleInfo* fortran = fortran_module();
    for (const F2pyEntity& entity : read.entities) {
      const VariableInfo* found = nullptr;
      for (std::size_t i = 0; fortran && i < fortran->variables.size(); ++i)
        if (fortran->variables[i].name == entity.name) found = &fortran->variables[i];
      if (found) result_.interfaces.modules.back().variables.push_back(*found);
      else fail(fmt::format("module '{}' of the sources has no variable '{}'", module_, entity.name));
    }
  }

  const SourceFile& file_;
  const Interfaces& fortran_;
  Diagnostics& diagnostics_;
  Signatures result_;
  Location at_;
  std::vector<std::string> open_;
  std::string user_; // the module of callbacks that is open
  std::map<std::string, std::vector<ProcedureInfo>> users_;
  struct Use {
    std::string module;
    std::vector<std::pair<std::string, std::string>> renamed; // local name, name there
  };
  std::vector<Use> uses_; // of the procedure
  std::string module_;
  ProcedureInfo procedure_;
  std::vector<std::pair<F2pyLine, Statement>> lines_;
  bool failed_ = false;
};

} // namespace

Signatures read_signature_file(const SourceFile& file, const Interfaces& fortran, Diagnostics& diagnostics) {
  return SignatureReader(file, fortran, diagnostics).read();
}

} // namespace isotach
