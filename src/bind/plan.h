// The plan of an extension: what each wrapper does, decided once and read by the C, Fortran, .pyi and doc
// writers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bind/bind.h"
#include "bind/types.h"

namespace isotach::bind {

// Where the default of an array size comes from: (extent of `dimension` of `argument` * divisor - offset) /
// scale.
struct SizeSource {
  int argument = 0;
  int dimension = 0;
  std::int64_t scale = 1;
  std::int64_t offset = 0;
  std::int64_t divisor = 1;
};

// A value that passes between Fortran and a Python function that Fortran calls: an argument, or the result.
struct CallbackValue {
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr;
  int index = -1;        // among the callback's arguments; -1: the result
  bool passed = false;   // Python gets it
  bool returned = false; // Python returns it
  bool as_array = false; // Python gets an array
  bool writable() const { return info->intent != Intent::in && !info->value; }
};

// A Python function that Fortran calls: a dummy procedure, or an external procedure of intent(callback).
struct CallbackPlan {
  std::shared_ptr<const ProcedureInfo> interface;
  int number = 0;
  std::string name; // of the dummy
  std::string python_name;
  std::string procedure;             // the full name of the procedure that calls it
  std::string entity;                // the Fortran procedure that stands for the Python function
  bool is_external = false;          // `entity` is that external procedure
  bool releases_gil = false;         // other Python threads run meanwhile
  std::vector<CallbackValue> values; // in Python's order: the result, required arguments, optional ones

  int passed() const;
};

// How one dummy argument, or the function's result, reaches Fortran.
struct ArgumentPlan {
  enum class Role : std::uint8_t {
    given,    // Python passes it
    size,     // Python may pass it, else it follows from an array's shape
    created,  // the wrapper makes room for it and returns it: intent(out) and function results
    status,   // of raises(): an integer the wrapper checks
    message,  // of raises(): the text of the error
    option,   // of Python alone: overwrite_NAME of an intent(copy) array
    callback, // a Python function
    extra,    // of Python alone: further arguments of a callback
    omitted   // an optional dummy that Python cannot pass: always absent
  };
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr;
  Role role = Role::given;
  int index = -1;             // among the procedure's arguments; -1: the result
  int slot = -1;              // place in Python's argument list
  bool may_be_absent = false; // an OPTIONAL dummy that Python may leave out
  bool in_place = false;      // the caller's own memory, never a copy
  bool writes = false;        // Fortran may store into it
  bool kept = false;          // referenced until the procedure of `keep` is called
  bool any_rank = false;      // a(*): any array, its elements in Fortran's order
  bool hidden = false;        // Python never passes it: sizes and created arguments of intent(hide)
  bool has_default = false;   // Python may leave it out: `convention.initial`, or zero
  bool returned = false;      // given and handed back: intent(in,out)
  bool copied = false;        // intent(copy): always a copy, unless the option `overwrite` is true
  int overwrite = -1;         // index of that option
  bool c_order = false;       // intent(c)
  std::shared_ptr<CallbackPlan> callback; // of callback and extra
  std::string python_name;
  std::string shape;     // "(n,nlev)", empty for a scalar
  std::string described; // "real(8), shape (n,nlev)"
  std::vector<SizeSource> sources;
  std::string reason; // of omitted

  bool is_allocatable() const { return info->allocatable; }
  // Fortran decides whether there is an array in the end, and of which shape.
  bool is_gift() const { return is_allocatable() && (index < 0 || info->intent != Intent::in); }
  bool is_array() const { return info->shape != Shape::scalar; }
  bool is_text() const { return type && type->base == BaseType::character; }
  bool is_passed() const {
    return (role == Role::given || role == Role::size || role == Role::option || role == Role::callback ||
            role == Role::extra) &&
           !hidden;
  }
  bool is_optional() const {
    return role == Role::size || role == Role::option || role == Role::extra || may_be_absent || has_default;
  }
  bool is_value() const { return is_fortran() && role != Role::callback; } // a local of the wrapper holds it
  bool is_output() const { return returned || (role == Role::created && !hidden); }
  bool is_fortran() const {
    return role != Role::omitted && role != Role::option && role != Role::extra &&
           !(callback && callback->is_external);
  }
  // "y" of intent(out=y), or the argument's own name.
  const std::string& result_name() const {
    return info->convention.result_name.empty() ? python_name : info->convention.result_name;
  }
  // Fortran sees the array's own shape, not only its address.
  bool needs_shape() const;
};

struct WrapperPlan {
  const ProcedureInfo* procedure = nullptr;
  int number = 0;
  std::string python_name;
  std::string full_name;               // "turb.solve", of messages
  std::string called_as;               // Fortran's name for it: a private one is called by its generic name
  bool is_hidden = false;              // reached through its generic name alone
  std::vector<ArgumentPlan> arguments; // in Fortran's order, then options
  std::vector<std::shared_ptr<VariableInfo>> options; // what options' `info` points to
  std::vector<ArgumentPlan> result;                   // of a function: one element
  std::vector<int> order;                             // Python's argument list, indices into `arguments`
  int required = 0;                                   // that many of `order` are required
  bool keeps = false;                                 // has kept arguments
  std::string keep_until;                             // the procedure's name
  bool releases_gil = false;                          // other Python threads run during the call
  std::vector<int> releases; // numbers of the wrappers whose references this one ends

  std::vector<int> preparation; // scalars with a default and sizes, in the order they are worked out

  // What Python gets: the result, then created and returned arguments.
  std::vector<const ArgumentPlan*> outputs() const;
  const ArgumentPlan* role(ArgumentPlan::Role role) const;
};

struct VariablePlan {
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr;
  int number = 0;
  std::string python_name;
  std::string full_name;  // "turb.dt"
  bool constant = false;  // PARAMETER: copied at import
  bool read_only = false; // PARAMETER, PROTECTED or POINTER

  // Address and shape are asked for each time.
  bool is_dynamic() const { return info->allocatable || info->pointer; }
};

// A generic name, and the wrappers it dispatches to.
struct GenericPlan {
  std::string python_name;
  std::string full_name;
  std::vector<int> wrappers; // numbers
};

// A Fortran module, or a COMMON block, which Python sees as a module without procedures.
struct ModulePlan {
  const ModuleInfo* module = nullptr;
  bool is_common = false;
  std::vector<WrapperPlan> wrappers;
  std::vector<VariablePlan> variables;
  std::vector<GenericPlan> generics;
};

struct ExtensionPlan {
  std::string name;
  std::string version;
  std::vector<ModulePlan> modules;
  std::vector<WrapperPlan> externals;
  std::deque<ModuleInfo> commons; // what stands for COMMON blocks in `modules`; its elements never move
  std::vector<Skipped> skipped;
  bool releases_gil = false; // in some call
  std::vector<std::shared_ptr<CallbackPlan>> callbacks;
  int wrapper_count = 0;
  int variable_count = 0;
  int generic_count = 0;
};

ExtensionPlan plan_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics);

// The plan of one procedure; `reason` tells why there is none. Array-size defaults follow f2py: an integer
// dummy that alone and linearly makes an extent of an input array is optional.
bool plan_wrapper(const ProcedureInfo& procedure, WrapperPlan& plan, std::string& reason,
                  std::vector<Skipped>& skipped);

// The plan of a callback; null with the reason. `external`: an external procedure, not a dummy.
std::shared_ptr<CallbackPlan> plan_callback(const VariableInfo& dummy, bool external, std::string& reason);
// "y = f(x, n)"
std::string signature(const CallbackPlan& plan);

// Applies `keep` and `raises`; reports an error for a directive that says something impossible.
void apply_directives(WrapperPlan& plan, const std::vector<ProcedureInfo>& siblings,
                      Diagnostics& diagnostics);

// "real(8), shape (n,nlev)" or "character(len=8)", as messages show a declaration.
std::string describe(const VariableInfo& variable, const TypeRow& type, const std::string& shape);

// A name that Python accepts: keywords get an underscore.
std::string python_name(const std::string& name);
// The name in Fortran, where a signature file gives Python another one.
const std::string& fortran_name(const ProcedureInfo& procedure);
// "turb.solve", or the name alone for an external procedure.
std::string full_name(const ProcedureInfo& procedure);

} // namespace isotach::bind
