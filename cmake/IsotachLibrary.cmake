# One CMake library per source folder: isotach_library(lex SOURCES lexer.cpp ... LINKS diagnostics).
# Links are explicit and follow the one direction of the pipeline (tests/architecture checks the includes).
include_guard(GLOBAL)

add_library(isotach_flags INTERFACE)
target_compile_options(isotach_flags INTERFACE -Wall -Wextra -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of impossible overlaps inside std::string at -O3 (GCC bug 105651).
  target_compile_options(isotach_flags INTERFACE -Wno-restrict)
endif()
target_compile_features(isotach_flags INTERFACE cxx_std_20)
if(ISOTACH_COVERAGE)
  target_compile_options(isotach_flags INTERFACE --coverage -O0)
  target_link_options(isotach_flags INTERFACE --coverage)
endif()

function(isotach_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;EXTERNAL" ${ARGN})
  set(target isotach_${folder})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(Isotach::${folder} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${folder})
  target_compile_features(${target} PUBLIC cxx_std_20) # our headers need it, so their users do
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include/isotach>)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:isotach_flags>)
  foreach(link IN LISTS ARG_LINKS)
    target_link_libraries(${target} PUBLIC isotach_${link})
  endforeach()
  target_link_libraries(${target} PUBLIC ${ARG_EXTERNAL})
  install(TARGETS ${target} EXPORT IsotachTargets ARCHIVE DESTINATION lib/isotach)
  install(DIRECTORY . DESTINATION include/isotach/${folder} FILES_MATCHING PATTERN *.h PATTERN *.def)
endfunction()
