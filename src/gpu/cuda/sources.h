// The files of runtime/cuda and runtime/acc, inside the program.
#pragma once

#include <string_view>

namespace isotach::cuda {

std::string_view device_header();    // isotach_device.h
std::string_view host_exec_header(); // isotach_host_exec.h
std::string_view runtime_header();   // isotach_cuda.h
std::string_view memory_source();    // memory.c
std::string_view given_source();     // given.c
std::string_view driver_source();    // driver.c
std::string_view pinned_source();    // pinned.c
std::string_view host_exec_source(); // host_exec.c
std::string_view races_source();     // races.c
std::string_view cudafor_source();   // cudafor.f90
std::string_view acc_given_source(); // of runtime/acc: given.c
std::string_view acc_scratch_source();
std::string_view acc_table_header(); // table.h
std::string_view acc_openacc_table_source();
std::string_view acc_openmp_table_source();

} // namespace isotach::cuda
