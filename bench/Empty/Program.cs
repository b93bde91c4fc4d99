// SPDX-License-Identifier: BSD-2-Clause

// What each program of this project takes at least: the runtime, and nothing that it does.
Thread.Sleep(Timeout.Infinite);
