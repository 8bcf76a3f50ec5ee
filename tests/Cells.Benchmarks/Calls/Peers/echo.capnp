@0xd1f6a0a7c3e84b52;

interface Echo {
  call @0 (data :Data) -> (data :Data);
}
