// Allocatable arrays: what Fortran allocates comes back as an iso_gift, a copy that the shim has made.
#include <fmt/format.h>

#include "bind/c/argument.h"

namespace isotach::bind {

namespace {

class CAllocatable : public CMemory {
 public:
  using CMemory::CMemory;

  std::string declaration() const override {
    if (!fortran_allocates()) return CMemory::declaration();
    std::string text = fmt::format("  iso_gift {} = {{{}, NULL}};\n", gift(), row());
    return is_given() ? text + CMemory::declaration() : text;
  }
  std::string create() const override { return fortran_allocates() ? std::string() : CMemory::create(); }
  std::string create_default() const override {
    return fortran_allocates() ? std::string() : CMemory::create_default();
  }
  std::string parameters() const override { return with_gift("iso_gift *", CMemory::parameters()); }
  std::string actuals() const override { return with_gift("&" + gift(), CMemory::actuals()); }
  std::string output() const override {
    return fortran_allocates() ? fmt::format("iso_unwrap(&{})", gift()) : CMemory::output();
  }
  std::string release() const override {
    if (!fortran_allocates()) return CMemory::release();
    std::string text = fmt::format("  Py_XDECREF({}.array);\n", gift());
    return is_given() ? text + fmt::format("  iso_release(&{});\n", local()) : text;
  }

 private:
  bool fortran_allocates() const { return argument_.fortran_allocates(); }
  bool is_given() const { return argument_.supply == ArgumentPlan::Supply::given; }
  std::string gift() const { return argument_.index < 0 ? "r_gift" : "g_" + argument_.info->name; }
  std::string with_gift(const std::string& gift, const std::string& array) const {
    if (!fortran_allocates()) return array;
    return is_given() ? gift + ", " + array : gift;
  }
};

} // namespace

std::unique_ptr<CArgument> c_allocatable(const ArgumentPlan& argument, const WrapperContext& context) {
  return std::make_unique<CAllocatable>(argument, context);
}

} // namespace isotach::bind
