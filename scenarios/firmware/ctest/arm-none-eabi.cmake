# A Cortex-M7 on bare metal, and who runs its programs on this machine.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m7)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard -Os -g -ffreestanding -fno-common -Wall -Wextra -Werror")
set(CMAKE_EXECUTABLE_SUFFIX_C .elf)
set(CMAKE_CROSSCOMPILING_EMULATOR staleline run CACHE STRING "what runs a test's image")
