/** What tests of recordings need: disks that fail and lose their power, clocks that are held, frames that can be told apart. */
package valkka.testkit;
