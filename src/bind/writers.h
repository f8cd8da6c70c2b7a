// The writers of an extension's three files: plan in, text out.
#pragma once

#include <string>
#include <string_view>

#include "bind/plan/extension.h"
#include "bind/plan/names.h"

namespace isotach::bind {

std::string write_c(const ExtensionPlan& plan);
// The fixed part as a file of its own, which depends on nothing; empty: the module's C has it.
std::string write_common_c(const ExtensionPlan& plan);
// Empty when no procedure and no variable needs a shim.
std::string write_fortran(const ExtensionPlan& plan);
// The C that defines class_source, the Python text of all classes, and class_names; empty: there is no class.
std::string write_classes(const ExtensionPlan& plan);
std::string write_pyi(const ExtensionPlan& plan);

// Of one procedure: its rows of the table of arguments, and its function. `row` is the table's next row.
struct WrapperCode {
  std::string rows;
  std::string statement; // a function that has C of f2py's language for the call; empty: none
  std::string function;
};
WrapperCode write_wrapper(const ExtensionPlan& extension, const WrapperPlan& plan, int& row);
// C of f2py's language in its surroundings. The function of a wrapper, the code that calls it; all such
// functions and the module's own code, between the macros that they may use.
std::string statement_function(const WrapperPlan& plan);
std::string statement_call(const WrapperPlan& plan);
std::string f2py_code(const ExtensionPlan& plan, const std::string& functions);
std::string placed_code(const CCode& code); // with the line that the compiler names
std::string number_lines(std::string text, const std::string& file);
std::string c_string(const std::string& text); // the bytes as they are
std::string c_text(const std::string& text);   // as UTF-8, for what Python shows

// Of one callback: its tables and its function in C; the Fortran procedure that stands for it; an interface
// block that describes it under a name.
std::string write_callback(const ExtensionPlan& extension, const CallbackPlan& plan);
std::string write_callback_procedure(const ExtensionPlan& extension, const CallbackPlan& plan);
std::string callback_interface(const ExtensionPlan& extension, const CallbackPlan& plan,
                               const std::string& name, const std::string& indent);

// Of one module's variables in Fortran: the subroutine that passes their addresses; that of an allocatable or
// pointer variable, which is asked each time.
std::string write_variables(const ExtensionPlan& plan, std::size_t index);
std::string write_variable_access(const ExtensionPlan& plan, const ModulePlan& module,
                                  const VariablePlan& variable);
// "(a_shape(1), a_shape(2))"
std::string dimensions_of(const std::string& shape_name, std::size_t rank);

// The linker name of wrapper `number`'s shim, and of module `index`'s registration of variables.
std::string shim_symbol(const ExtensionPlan& plan, int number);
std::string variables_symbol(const ExtensionPlan& plan, std::size_t index);
// The function of the C file that shims call with a variable's address.
std::string register_symbol(const ExtensionPlan& plan);
// Of an allocatable or pointer variable's access, and of the function that copies an allocatable result.
std::string access_symbol(const ExtensionPlan& plan, int number);
// Whether a name of the user's means something else in the Fortran that we write: an intrinsic or a constant
// that it uses, or a name that begins as ours do.
bool is_shim_word(std::string_view name);
// The module that shims USE for the entities of one. Where its own name would mean something else there, or
// is that of a dummy argument, it is another module that passes them on.
std::string shim_module(const ExtensionPlan& plan, const std::string& module);

std::string give_symbol(const ExtensionPlan& plan);

// "y, z = solve(a, b, n=None)"
std::string signature(const WrapperPlan& plan);
// "(a, b, n=None)"
std::string parameter_list(const WrapperPlan& plan);
// The numpydoc text below the signature.
std::string documentation(const WrapperPlan& plan);
std::string documentation(const VariablePlan& plan);
std::string documentation(const GenericPlan& plan, const ModulePlan& module);
std::string documentation(const ExtensionPlan& plan, const ClassPlan& planned);
// What a method calls its object: "self", unless an argument has that name.
std::string self_name(const WrapperPlan& wrapper);
// "solve_r8(a: real(8), shape (n); n: integer(4))", what messages say of a generic name's procedure.
std::string candidate_text(const WrapperPlan& plan);

// The fixed C, support/*, made from those files when Isotach is built: what the module's part needs before
// it, and what all modules have the same.
std::string_view support_declarations();
std::string_view support_source();
// More of it for modules of --target cuda.
std::string_view device_support_source();
// ... and of modules with classes, in C and in Python.
std::string_view class_support_source();
std::string_view class_python();

} // namespace isotach::bind
