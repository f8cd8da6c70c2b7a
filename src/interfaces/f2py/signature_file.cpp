// Statements are told apart by their first words; blocks are a stack of what is open.
#include "interfaces/f2py/signature_file.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/callbacks.h"
#include "interfaces/f2py/c_code.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"
#include "interfaces/f2py/signature_statements.h"
#include "semantics/kinds.h"
#include "source/source.h"

namespace isotach {

namespace {

using Statement = SignatureStatement;

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_char(text[end])) ++end;
  return text.substr(0, end);
}

class SignatureReader {
 public:
  SignatureReader(const SourceFile& file, const Interfaces& fortran, const SignatureOptions& options,
                  Diagnostics& diagnostics)
      : file_(file), fortran_(fortran), options_(options), diagnostics_(diagnostics) {}

  SignatureFile read() {
    for (const Statement& statement :
         signature_statements(file_, options_.include_folders, result_.included, diagnostics_)) {
      at_ = statement.location;
      take(statement.text);
    }
    while (!open_.empty()) close(); // files without a last END are common
    if (result_.modules.empty() && !failed_) fail("it has no 'python module NAME'");
    return std::move(result_);
  }

 private:
  void fail(const std::string& why) {
    failed_ = true;
    diagnostics_.report(kinds::SignatureWrong, at_, why);
  }
  // A statement of the procedure that is open; that procedure is not wrapped.
  void lose(const std::string& why) {
    diagnostics_.report(kinds::SignatureLine, at_, procedure_.name, why);
    if (procedure_.not_wrappable.empty())
      procedure_.not_wrappable = fmt::format("its signature cannot be followed: {}", why);
  }
  // A statement outside of procedures.
  void leave_out(const std::string& why) { diagnostics_.report(kinds::SignatureIgnored, at_, why); }
  Interfaces& interfaces() { return result_.modules.back().interfaces; }

  bool in_procedure() const {
    return !open_.empty() && (open_.back() == "subroutine" || open_.back() == "function");
  }
  bool is_open(std::string_view block) const {
    return std::find(open_.begin(), open_.end(), block) != open_.end();
  }

  void take(const std::string& text) {
    std::string low = lower(text), word(first_word(low));
    if (word.starts_with("end") && is_end(low)) return end(low);
    if (low.starts_with("python module")) return begin_python_module(std::string(trim(text.substr(13))));
    if (!is_open("python module"))
      return leave_out(fmt::format("'{}' stands outside 'python module'", text.substr(0, text.find('\n'))));
    if (in_procedure()) {
      if (begins_procedure(low)) close(); // an END is missing
      else return line(text, low);
    }
    if (std::string code = c_code_word(text); !code.empty()) return take_c_code(text, code);
    if (word == "interface") return open_.push_back("interface");
    if (low.starts_with("block data")) {
      open_.push_back("block data");
      procedure_ = {};
      procedure_.location = at_;
      return lines_.clear();
    }
    if (is_open("block data")) return line(text, low);
    if (word == "module") {
      module_ = trim(low.substr(6));
      interfaces().modules.emplace_back();
      interfaces().modules.back().name = module_;
      interfaces().modules.back().location = at_;
      return open_.push_back("module");
    }
    if (begins_procedure(low)) return begin_procedure(text, low);
    if (word == "use" || word == "implicit" || word == "private" || word == "public" || word == "save")
      return;
    if (!module_.empty()) return module_variables(text);
    leave_out(fmt::format("'{}' is not understood", text));
  }

  // C of f2py's statements; a procedure's is compiled in its wrapper, a module's before all of them.
  void take_c_code(const std::string& text, const std::string& word) {
    std::string refused;
    Location place;
    CCode code = read_c_code(text, word, at_, refused, place);
    if (!refused.empty()) {
      at_ = place;
      std::string why = fmt::format("'{}' is of the C that f2py writes, which is not there", refused);
      return in_procedure() ? lose(why) : fail(why);
    }
    if (!user_.empty()) return;
    if (word == "pymethoddef") return interfaces().method_rows.push_back(std::move(code));
    if (!in_procedure() && word == "usercode")
      return (is_open("interface") ? interfaces().start_code : interfaces().user_code)
          .push_back(std::move(code));
    if (!in_procedure()) return leave_out(fmt::format("'{}' stands outside of a procedure", word));
    if (word == "usercode") procedure_.user_code.push_back(std::move(code));
    else if (word == "callstatement") procedure_.call_statement = {std::move(code)};
    else procedure_.call_prototype = trim(code.text);
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
    open_.push_back("python module");
    if (name.find("__user__") != std::string::npos) user_ = lower(name); // describes callbacks
    else result_.modules.push_back({name, {}});
  }

  static bool is_end(const std::string& low) {
    std::string_view rest = trim(std::string_view(low).substr(3));
    for (std::string_view block :
         {"python module", "interface", "module", "subroutine", "function", "block data"})
      if (rest.starts_with(block)) return true;
    return rest.empty();
  }

  // Closes the innermost block.
  void close() {
    std::string block = open_.back();
    open_.pop_back();
    if (block == "python module") user_.clear();
    if (block == "module") module_.clear();
    if (block == "subroutine" || block == "function") end_procedure();
    if (block == "block data") end_block_data();
  }

  // An END of an outer block ends what is open in it; names after it say nothing.
  void end(const std::string& low) {
    std::string said(trim(std::string_view(low).substr(3)));
    if (open_.empty())
      return said.starts_with("python module") ? void() : fail("END without anything that is open");
    auto ends = [&](const std::string& block) { return said.starts_with(block); };
    if (said.empty()) return close();
    if (std::none_of(open_.begin(), open_.end(), ends))
      return fail(fmt::format("'{}' ends here, and '{}' is open", said, open_.back()));
    while (!ends(open_.back())) close();
    close();
  }

  std::string spelling(std::string_view name) const {
    return options_.lower ? lower(name) : std::string(name);
  }

  void begin_procedure(const std::string& text, const std::string& low) {
    bool function = low.find("subroutine") == std::string::npos;
    std::string kind = function ? "function" : "subroutine";
    std::size_t at = low.find(kind);
    open_.push_back(kind);
    procedure_ = {};
    lines_.clear();
    others_.clear();
    commons_.clear();
    uses_.clear();
    procedure_.location = at_;
    procedure_.is_function = function;
    procedure_.module = module_;
    std::string_view rest = trim(std::string_view(text).substr(at + kind.size()));
    procedure_.spelled = spelling(first_word(rest));
    procedure_.name = lower(procedure_.spelled);
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
      if (close == std::string_view::npos) return lose("a ')' is missing");
      for (const std::string& name : split_at_commas(rest.substr(1, close - 1))) {
        VariableInfo argument;
        argument.spelled = spelling(trim(name));
        argument.name = lower(argument.spelled);
        argument.type = implicit_type_of(argument.name);
        argument.location = at_;
        if (!argument.name.empty()) procedure_.arguments.push_back(std::move(argument));
      }
      rest = trim(rest.substr(close + 1));
    }
    if (starts_with_ignoring_case(rest, "result")) {
      std::size_t from = rest.find('('), to = rest.find(')');
      if (from == std::string_view::npos || to == std::string_view::npos)
        return lose("RESULT needs a name in parentheses");
      procedure_.result.spelled = spelling(trim(rest.substr(from + 1, to - from - 1)));
      procedure_.result.name = lower(procedure_.result.spelled);
      procedure_.result.type = implicit_type_of(procedure_.result.name);
    }
  }

  void line(const std::string& text, const std::string& low) {
    std::string word(first_word(low));
    if (word == "use") return take_use(low);
    if (word == "implicit" || word == "entry" || word == "save" || word == "data") return;
    if (word == "threadsafe")
      return procedure_.directives.push_back({"f2py", {"threadsafe", "threadsafe"}, at_});
    if (word == "common") return take_common(std::string_view(low).substr(6));
    if (word == "fortranname") {
      procedure_.fortran_name = trim(std::string_view(low).substr(11));
      procedure_.is_nothing = procedure_.fortran_name.empty();
      return;
    }
    if (word == "parameter" && trim(std::string_view(low).substr(9)).starts_with('('))
      return take_parameters(trim(std::string_view(low).substr(9)));
    if (std::string code = c_code_word(text); !code.empty()) return take_c_code(text, code);
    F2pyLine read = read_f2py_line(text);
    if (!read.error.empty()) return lose(fmt::format("'{}': {}", text, read.error));
    for (const std::string& word : read.unknown) diagnostics_.report(kinds::F2pyWord, at_, word);
    lines_.push_back({std::move(read), {text, at_}});
  }

  // COMMON /name/ a, b(3), /other/ c: the blocks' names and what stands in them.
  void take_common(std::string_view text) {
    std::string block;
    text = trim(text);
    while (!text.empty()) {
      if (text[0] == '/') {
        std::size_t end = text.find('/', 1);
        if (end == std::string_view::npos) return lose("a '/' is missing after the name of a COMMON block");
        block = trim(text.substr(1, end - 1));
        text = trim(text.substr(end + 1));
      }
      std::string_view names = text.substr(0, text.find('/'));
      text = text.substr(names.size());
      F2pyLine items = read_f2py_line(names);
      if (!items.error.empty()) return lose(items.error);
      for (F2pyEntity& entity : items.entities) {
        commons_.push_back({block, entity.name});
        if (!entity.dimensions.empty()) lines_.push_back({{}, {std::string(names), at_}});
        if (!entity.dimensions.empty()) lines_.back().first.entities.push_back(std::move(entity));
      }
    }
  }

  // PARAMETER (n = 3, m = 2*n)
  void take_parameters(std::string_view text) {
    F2pyLine read = read_f2py_line(text.substr(1, text.rfind(')') - 1));
    if (!read.error.empty()) return lose(read.error);
    for (const F2pyEntity& entity : read.entities) add_constant(entity);
  }
  void add_constant(const F2pyEntity& entity) {
    F2pyExpression value = read_f2py_expression(entity.initial, procedure_);
    if (!value.error.empty()) return lose(value.error);
    procedure_.constants.push_back({entity.name, std::move(value.value)});
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
    if (procedure_.is_function && (name == procedure_.result.name || name == procedure_.name))
      return &procedure_.result;
    auto other = others_.find(name); // of COMMON, or of nobody
    return other == others_.end() ? nullptr : &other->second;
  }

  static bool is_callback(const F2pyLine& line) {
    return line.has("external") ||
           std::any_of(line.attributes.begin(), line.attributes.end(), [](const auto& attribute) {
             return attribute.first == "intent" && attribute.second.find("callback") != std::string::npos;
           });
  }

  // What the lines of a unit say of its names.
  void end_lines() {
    auto each = [&](auto body) {
      for (auto& [read, statement] : lines_)
        for (const F2pyEntity& entity : read.entities) {
          at_ = statement.location;
          if (std::string why = body(read, entity); !why.empty())
            lose(fmt::format("'{}': {}", statement.text, why));
        }
    };
    for (auto& [read, statement] : lines_)
      for (const F2pyEntity& entity : read.entities) {
        at_ = statement.location;
        if (read.has("parameter") && !entity.initial.empty()) add_constant(entity);
      }
    each([&](const F2pyLine& read, const F2pyEntity& entity) -> std::string {
      VariableInfo* found = variable(entity.name);
      if (entity.name == procedure_.name && read.has("intent")) {
        for (const auto& [name, words] : read.attributes)
          if (name == "intent" && lower(words) == "c") procedure_.is_c = true;
        if (!found || !read.has_type) return {};
      }
      if (!found && is_callback(read)) {
        VariableInfo external;
        external.name = entity.name;
        procedure_.externals.push_back(std::move(external));
        found = &procedure_.externals.back();
      }
      if (!found) {
        found = &others_[entity.name];
        found->name = entity.name;
        found->type = implicit_type_of(entity.name);
      }
      std::string wrong = apply_f2py_line(read, entity, *found, true);
      found->convention.place = at_;
      settle_kind(found->type);
      return wrong;
    });
    each([&](const F2pyLine& read, const F2pyEntity& entity) -> std::string {
      VariableInfo* found = variable(entity.name);
      bool other = found && others_.count(entity.name) != 0;
      if (!found || (other && !is_in_common(entity.name))) return {};
      return apply_f2py_expressions(read, entity, *found, procedure_, true);
    });
    refuse_cycles();
    add_commons();
  }

  // depend(...) of numbers that comes back to where it began: no order of their values is right. (Arrays and
  // sizes that depend on each other are common, and one of them has an order of its own.)
  void refuse_cycles() {
    for (const VariableInfo& first : procedure_.arguments) {
      std::vector<std::string> seen{first.name};
      for (std::size_t i = 0; i < seen.size(); ++i) {
        VariableInfo* one = variable(seen[i]);
        if (!one || one->shape != Shape::scalar) continue;
        for (const std::string& name : one->convention.depends) {
          if (i > 0 && name == first.name) {
            at_ = first.convention.place;
            return lose(fmt::format("'{}' depends on itself: depend({}) of '{}'", first.name, name, seen[i]));
          }
          if (std::find(seen.begin(), seen.end(), name) == seen.end()) seen.push_back(name);
        }
      }
    }
  }

  void end_procedure() {
    Location end = at_;
    end_lines();
    at_ = procedure_.location;
    if (!user_.empty()) {
      at_ = end;
      return users_[user_].push_back(std::move(procedure_));
    }
    join_with_fortran();
    join_user_procedures();
    at_ = end;
    if (module_.empty()) interfaces().procedures.push_back(std::move(procedure_));
    else interfaces().modules.back().procedures.push_back(std::move(procedure_));
  }

  bool is_in_common(const std::string& name) const {
    return std::any_of(commons_.begin(), commons_.end(),
                       [&](const auto& item) { return item.second == name; });
  }

  // The blocks as this unit declares them; another one's declaration of a block that is known says nothing
  // new.
  void add_commons() {
    if (!user_.empty()) return;
    std::vector<CommonBlockInfo>& blocks = interfaces().commons;
    std::size_t before = blocks.size();
    for (const auto& [name, item] : commons_) {
      auto known = std::find_if(blocks.begin(), blocks.end(),
                                [&wanted = name](const auto& block) { return block.name == wanted; });
      if (known - blocks.begin() < static_cast<std::ptrdiff_t>(before)) continue;
      if (known == blocks.end()) {
        blocks.push_back({name, {}, {}, procedure_.location});
        known = blocks.end() - 1;
      }
      VariableInfo* found = variable(item);
      VariableInfo implicit;
      implicit.name = item;
      implicit.type = implicit_type_of(item);
      known->variables.push_back(found ? *found : implicit);
    }
    commons_.clear();
  }

  void end_block_data() { end_lines(); }

  // A kind that only the user's map of kinds knows.
  void settle_kind(TypeInfo& type) const {
    if (type.kind != 0) return;
    std::string_view base = type.base == BaseType::integer   ? "integer"
                            : type.base == BaseType::real    ? "real"
                            : type.base == BaseType::complex ? "complex"
                                                             : "logical";
    auto known = options_.kinds.find({std::string(base), lower(type.kind_text)});
    if (known != options_.kinds.end()) type.kind = known->second;
    for (const NamedConstant& constant : procedure_.constants)
      if (type.kind == 0 && constant.name == lower(type.kind_text) &&
          constant.value.op == BoundExpression::Op::constant)
        type.kind = static_cast<int>(constant.value.value);
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
    joined.spelled = signature.spelled;
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
    // A statement of C's own may give Fortran other arguments than Python's.
    if (!procedure_.call_statement.empty() || procedure_.is_nothing) return;
    if (!procedure_.not_wrappable.empty()) return; // it is lost, and what is left of it may say anything
    const ProcedureInfo* fortran =
        fortran_procedure(procedure_.fortran_name.empty() ? procedure_.name : procedure_.fortran_name);
    if (!fortran) {
      if (!module_.empty() && fortran_module())
        fail(fmt::format("module '{}' of the sources has no procedure '{}'", module_, procedure_.name));
      else if (module_.empty() && options_.sources_are_all && !procedure_.is_c &&
               interfaces().user_code.empty())
        lose("none of the sources has this procedure; add its source, or its library with -l");
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

  // Values of variables are Fortran's.
  static F2pyEntity shape_of(F2pyEntity entity) {
    entity.initial.clear();
    return entity;
  }

  // Where the source is not there, the file is believed.
  void module_variables(const std::string& text) {
    F2pyLine read = read_f2py_line(text);
    if (!read.error.empty()) return leave_out(fmt::format("'{}': {}", text, read.error));
    const ModuleInfo* fortran = fortran_module();
    for (const F2pyEntity& entity : read.entities) {
      VariableInfo variable;
      variable.name = entity.name;
      variable.type = implicit_type_of(entity.name);
      variable.location = at_;
      bool known = false;
      for (std::size_t i = 0; fortran && i < fortran->variables.size(); ++i)
        if (fortran->variables[i].name == entity.name) {
          variable = fortran->variables[i];
          known = true;
        }
      if (fortran && !known) {
        fail(fmt::format("module '{}' of the sources has no variable '{}'", module_, entity.name));
        continue;
      }
      if (!known) {
        std::string wrong = apply_f2py_line(read, entity, variable, true);
        settle_kind(variable.type);
        if (wrong.empty()) wrong = apply_f2py_expressions(read, shape_of(entity), variable, {}, true);
        if (!wrong.empty()) {
          leave_out(fmt::format("'{}': {}", text, wrong));
          continue;
        }
        variable.is_parameter = read.has("parameter");
        if (variable.allocatable && variable.shape != Shape::scalar) variable.shape = Shape::deferred_shape;
      }
      interfaces().modules.back().variables.push_back(std::move(variable));
    }
  }

  const SourceFile& file_;
  const Interfaces& fortran_;
  const SignatureOptions& options_;
  Diagnostics& diagnostics_;
  SignatureFile result_;
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
  std::map<std::string, VariableInfo> others_;               // declared, and no arguments
  std::vector<std::pair<std::string, std::string>> commons_; // block, variable
  bool failed_ = false;
};

} // namespace

std::vector<std::string> signature_modules(const SourceFile& file) {
  std::vector<std::string> names;
  for (std::uint32_t line = 1; line <= file.line_count(); ++line) {
    std::string_view text = trim(without_comment(file.line_text(line)));
    if (!starts_with_ignoring_case(text, "python module ")) continue;
    std::string name(trim(text.substr(13)));
    if (name.find("__user__") == std::string::npos) names.push_back(std::move(name));
  }
  return names;
}

SignatureFile read_signature_file(const SourceFile& file, const Interfaces& fortran,
                                  const SignatureOptions& options, Diagnostics& diagnostics) {
  return SignatureReader(file, fortran, options, diagnostics).read();
}

} // namespace isotach
