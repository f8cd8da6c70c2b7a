# What `cmake --install` lays down, and what find_package(Isotach) reads.
#
# Libraries, headers and the program install themselves. Here: the exported targets (Isotach::lex, ...), and, for
# pip, the program alone, straight into the environment's folder of commands.
include_guard(GLOBAL)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(SKBUILD)
  install(TARGETS isotach RUNTIME DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT python)
endif()

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Isotach)
install(EXPORT IsotachTargets NAMESPACE Isotach:: DESTINATION ${config_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/IsotachConfig.cmake.in
  ${PROJECT_BINARY_DIR}/IsotachConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/IsotachConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/IsotachConfig.cmake ${PROJECT_BINARY_DIR}/IsotachConfigVersion.cmake
  DESTINATION ${config_dir})
