// What one argument adds to its wrapper in C; one class a role.
//
// A wrapper is straight-line code, and each function here is a stage of it, in this order. An argument adds
// nothing to most of them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bind/c/values.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

struct WrapperContext {
  const WrapperPlan& plan;
  const ValueWriter& values;
};

class CArgument {
 public:
  CArgument(const ArgumentPlan& argument, const WrapperContext& context)
      : argument_(argument), context_(context) {}
  virtual ~CArgument() = default;
  CArgument(const CArgument&) = delete;
  CArgument& operator=(const CArgument&) = delete;

  virtual std::string declaration() const = 0;
  virtual std::string take_value() const { return {}; }  // what extents of others may need
  virtual std::string take_memory() const { return {}; } // arrays and texts
  // Of text. A length may use the length of another argument, never a computed one: so these come last.
  virtual bool has_computed_length() const { return false; }
  virtual std::string fit_length() const { return {}; }
  virtual std::string check_target() const { return {}; } // of a scalar that is written back
  virtual std::string check_shape() const { return {}; }
  virtual std::string create() const { return {}; }         // room for what Python does not pass
  virtual std::string create_default() const { return {}; } // what it is when Python leaves it out
  virtual std::string take_function() const { return {}; }
  virtual std::string begin_function() const { return {}; }
  virtual std::string parameters() const = 0; // of the shim's prototype
  virtual std::string actuals() const = 0;
  // The same for a procedure that C calls itself, as FORTRAN 77 does: an address, and of text a length that
  // comes after all arguments.
  virtual std::string direct_parameter() const { return "void *"; }
  virtual std::string direct_actual() const = 0;
  virtual bool has_hidden_length() const { return false; }
  virtual std::string check_function() const { return {}; } // after the call
  virtual std::string write_back() const { return {}; }
  virtual std::string output() const { return {}; } // the Python object, an expression
  virtual std::string end_function() const { return {}; }
  virtual std::string release() const { return {}; }

 protected:
  std::string local() const { return local_name(argument_); }
  std::string given() const { return given_place(argument_); }
  std::string row() const { return context_.values.row_of(argument_); }
  // Python may leave it out, or give None for an array that is not allocated.
  bool may_be_missing() const;
  std::string guarded(const std::string& statements) const;
  // Refuses an array whose extents are not the declared ones.
  std::string check_extents() const;
  // Room for the array, filled with its default.
  std::string create_array() const;

  const ArgumentPlan& argument_;
  const WrapperContext& context_;
};

// An argument whose local is an iso_array.
class CMemory : public CArgument {
 public:
  using CArgument::CArgument;
  std::string declaration() const override;
  std::string take_memory() const override;
  std::string check_shape() const override;
  std::string create() const override;
  std::string create_default() const override;
  std::string parameters() const override;
  std::string actuals() const override;
  std::string direct_actual() const override { return local() + ".data"; }
  std::string write_back() const override; // of a pointer: an error where Fortran has moved it
  std::string output() const override;
  std::string release() const override;

 private:
  std::string moved() const { return "m_" + argument_.info->name; }
};

std::unique_ptr<CArgument> c_scalar(const ArgumentPlan& argument, const WrapperContext& context);
std::unique_ptr<CArgument> c_array(const ArgumentPlan& argument, const WrapperContext& context);
std::unique_ptr<CArgument> c_allocatable(const ArgumentPlan& argument, const WrapperContext& context);
std::unique_ptr<CArgument> c_text(const ArgumentPlan& argument, const WrapperContext& context);
std::unique_ptr<CArgument> c_function(const ArgumentPlan& argument, const WrapperContext& context);

// By the argument's role; null for what the wrapper has no local of.
std::unique_ptr<CArgument> c_argument(const ArgumentPlan& argument, const WrapperContext& context);

// The argument's row of the table of arguments.
std::string argument_row(const WrapperPlan& plan, const ArgumentPlan& argument);

} // namespace isotach::bind
