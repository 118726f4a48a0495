export const opinions = {
  title: 'What do you think',
  like: 'Like',
  liked: 'Liked',
  bookmark: 'Save for later',
  bookmarked: 'Saved',
  rate: 'Rate',
  stars: '{count} of 5 stars',
  rating: 'Rated {mean} of 5 by {count}',
  unrate: 'Take back',
  rateHint: 'Only people who studied it can rate it.',
}
