import { choicePreference, flagPreference } from '../../lib/storage.ts';

export const wrapPreference = flagPreference('logs.wrap', false);
export const orderPreference = choicePreference('logs.order', ['newest', 'oldest'], 'newest');
